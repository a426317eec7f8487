import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus import iterate_articles
from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import find_encoding, open_text
from framelens.dictionary import read_dictionary
from framelens.errors import InputError
from framelens.settings.articles import ArticleSource

QUOTE = "“Où est-il?” demanda l’élève.\n"


def read(path, encoding=None):
    with open_text(path, find_encoding(path, encoding)) as stream:
        return stream.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_and_utf8_are_found(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(QUOTE.encode(encoding))
    assert read(path).removeprefix("\ufeff") == QUOTE


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "mac-roman"])
def test_a_given_encoding_is_used(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(QUOTE.encode(encoding))
    assert read(path, encoding) == QUOTE


def test_other_bytes_are_refused_with_place_and_suggestion(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"One line.\n" + (QUOTE * 40).encode("cp1252"))
    with pytest.raises(UnreadableFile) as error:
        read(path)
    assert error.value.position == "line 2"
    assert re.fullmatch(
        r"byte 11 \(0x93\) is not UTF-8; it looks like (cp125\d): "
        r'if so, write encoding = "\1" under \[articles\] in study\.toml',
        error.value.reason,
    )


def test_a_given_encoding_that_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("naïve".encode())
    with pytest.raises(UnreadableFile, match=re.escape("byte 3 (0xc3) is not the encoding ascii that was given; ")):
        read(path, "ascii")


def test_nul_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"One\nTwo\0\nThree")
    with pytest.raises(UnreadableFile) as error:
        read(path)
    assert error.value.position == "line 2"
    assert error.value.reason == (
        "byte 8 is NUL, which no text file has; if it is text in UTF-16, "
        'write encoding = "utf-16-le" under [articles] in study.toml'
    )


@given(st.text(alphabet="aé“\U0001f600\n", max_size=60), st.integers(0, 200))
def test_the_first_broken_byte_is_named_wherever_blocks_end(tmp_path_factory, text, padding):
    """A byte that no UTF-8 has, behind any text; blocks end after 4 bytes and after a mebibyte."""
    path = tmp_path_factory.mktemp("encoding") / "a.txt"
    before = ("x" * padding + text).encode()
    path.write_bytes(before + b"\xff tail")
    with pytest.raises(UnreadableFile) as error:
        find_encoding(path, None)
    assert error.value.reason.startswith(f"byte {len(before) + 1:,} (0xff) is not UTF-8;")
    assert error.value.position == f"line {before.count(b'%c' % 10) + 1}"


@pytest.mark.parametrize("size", [2**20 - 1, 2**20, 2**20 + 1, 2**20 + 3, 2**20 + 4])
def test_a_letter_across_blocks_is_whole_and_a_cut_one_is_named(tmp_path, size):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * size + "é".encode() + b"y")
    assert find_encoding(path, None) == "utf-8"
    path.write_bytes(b"x" * size + "é".encode()[:1])
    with pytest.raises(UnreadableFile, match=re.escape(f"byte {size + 1:,} (0xc3) is not UTF-8;")):
        find_encoding(path, None)


def test_packed_files_are_unpacked_and_damage_is_named(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(QUOTE.encode()))
    assert read(path) == QUOTE
    path.write_bytes(gzip.compress(QUOTE.encode())[:-12])
    with pytest.raises(UnreadableFile, match="it is no whole gzip file"):
        read(path)
    path.write_bytes(b"plain")
    with pytest.raises(UnreadableFile, match="it is no whole gzip file"):
        read(path)


@pytest.mark.parametrize(
    "encoding",
    ["utf-9", "hex", "rot13", "rot_13", "punycode", "idna", "uu", "base64", "zip", "undefined", "unicode_escape",
     "Raw-Unicode_Escape", "a\0b", "n" * 5000],
)  # fmt: skip
def test_an_encoding_that_makes_no_text_of_bytes_is_refused(tmp_path, encoding):
    (tmp_path / "a.txt").write_text("One word.")
    said = re.escape(f"unknown encoding '{encoding}'; write one as Python calls it")
    with pytest.raises(InputError, match=f"^{said}"):
        next(iterate_articles(ArticleSource(tmp_path, encoding=encoding)))
    with pytest.raises(InputError, match=f"^{said}"):
        read_dictionary(tmp_path / "frames.yaml", encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "UTF_32"])
def test_an_encoding_that_needs_its_mark_says_so(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("One word.".encode(f"{encoding}-le"))
    with pytest.raises(UnreadableFile) as error:
        find_encoding(tmp_path / "a.txt", encoding)
    assert error.value.reason == (
        f'it lacks the byte-order mark by which {encoding} is read; write encoding = "{encoding}-le" (or '
        f"{encoding}-be) under [articles] in study.toml"
    )
