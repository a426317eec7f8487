"""Where a source is from: kinds of words that tell it, and kinds that only name a country."""

from __future__ import annotations

import pytest

from framelens.annotate.countries import _is_title, find_named, read_country


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("the Norwegian minister", "NO"),
        ("Kazakhstan’s chief mufti", "KZ"),
        ("the president of Papua New Guinea", "PG"),
        ("a spokesman for the Chinese Foreign Ministry", "CN"),
        ("an aide to the Ukrainian president", "UA"),
        ("two Israelis", "IL"),
        ("a Frenchwoman", "FR"),
        ("the Kentucky Republican", "US"),
        ("a congressman representing Texas", "US"),
        ("the U.S. ambassador to Norway", "US"),  # whom a source deals with
        ("Norway’s ambassador to the United States", "NO"),
        ("an expert on Iran", ""),
        ("a Norway analyst", ""),
        ("a scholar of China", ""),
        ("a North Korea expert", ""),
        ("a professor of Russian at Oslo University", ""),
        ("a professor of history at the University of Kenya", "KE"),
        ("a boy who fled Syria", ""),
        ("critics of Norway", ""),
        ("a reporter covering China", ""),
        ("pro-Norwegian voters", ""),
        ("a doctor in Syria", ""),  # where it stands
        ("a doctor in Aleppo, Syria", ""),
        ("an expert based in Seoul, South Korea", ""),
        ("an Oslo-born, Norway-based painter", ""),
        ("a French teacher", ""),  # tongues and kitchens
        ("the owner of a Thai restaurant", ""),
        ("a Norwegian-American baker", "NO US"),
        ("the U.S.-China Business Council", "CN US"),
        ("a New Jersey senator", "US"),  # names in names
        ("an African American pastor", ""),
        ("the Bureau of Indian Affairs", ""),
        ("the Central African Republic", "CF"),
        ("Georgia officials", ""),  # two places of one name
        ("Korean officials", ""),
        ("spokesman Jordan Lund", ""),
        ("Pia Ireland", ""),
        ("he told us", ""),
        ("polish and turkey", ""),
    ],
)
def test_where_a_source_is_from(words: str, codes: str) -> None:
    assert " ".join(sorted(find_named(words))) == codes


def test_a_country_is_written_in_many_ways() -> None:
    assert {read_country(w) for w in ("GB", "united kingdom", "British", "U.K.", "Scotland")} == {"GB"}
    assert read_country("Norhaven") is None


def test_a_role_of_elsewhere_in_the_study_is_a_title_or_says_nothing() -> None:
    assert _is_title("Kentucky Republican senator") and _is_title("former Norwegian Prime Minister")
    assert not _is_title("Norwegian envoy met President") and not _is_title("has been pressuring Norway Director")
