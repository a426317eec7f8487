"""A store in object storage is the same as one on a disk, whoever writes and whatever breaks; on S3 where it is served.

The S3 server is moto's: ``pip install framelens[cloud] "moto[server]"``. Without it only fsspec's own memory is tried.
"""

import importlib.util
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from stand_ins import annotate_or_interrupt, annotate_slowly, annotate_words, files_of, make_rows, write_rows

import framelens as fl
from framelens import remote
from framelens.errors import InputError
from framelens.settings.settings import load_settings, settings_of_source
from framelens.store import mirror, open_store, write_store

MISSING = [name for name in ("s3fs", "moto", "flask") if importlib.util.find_spec(name) is None]
NO_SERVER = f"no S3 server without {', '.join(MISSING)}: pip install framelens[cloud] 'moto[server]'"
WRITER = """
import sys
from stand_ins import annotate_slowly
from framelens.settings.settings import settings_of_source
from framelens.store import chunks, write_store
chunks._BATCH_ITEMS, chunks._CHUNK_ARTICLES = 20, 6
write_store(settings_of_source(sys.argv[1]), sys.argv[2], annotate=annotate_slowly)
"""


@pytest.fixture(scope="module")
def server():
    """An S3 server in a process of its own."""
    if MISSING:
        pytest.skip(NO_SERVER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", process
    process.kill()
    process.wait()


@pytest.fixture(params=["memory", "s3"])
def bucket(request, monkeypatch, tmp_path):
    """An address with nothing at it, of each service."""
    pytest.importorskip("fsspec")
    monkeypatch.setenv(remote.CACHE_VARIABLE, str(tmp_path / "cache"))
    if request.param == "memory":
        return f"memory://{uuid.uuid4().hex}"
    address, _ = request.getfixturevalue("server")
    return serve(monkeypatch, address)


def serve(monkeypatch, address):
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"b{uuid.uuid4().hex}"
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}"


def write(source, store, **options):
    return write_store(settings_of_source(source), store, **{"annotate": annotate_words, **options})


def parts_of(folder):
    """The parts of a store's tables and their bytes."""
    return {name: content for name, content in files_of(folder).items() if name.endswith(".parquet")}


def elsewhere(monkeypatch, tmp_path, name="other"):
    """From now on as if on another computer, which has fetched nothing yet."""
    monkeypatch.setenv(remote.CACHE_VARIABLE, str(tmp_path / name))


def test_a_store_is_the_same_there_and_goes_on_from_another_computer(bucket, corpus, whole, tmp_path, monkeypatch):
    store = write(corpus, f"{bucket}/store")
    assert parts_of(store.path) == {name: content for name, content in whole.items() if name.endswith(".parquet")}
    elsewhere(monkeypatch, tmp_path)
    assert parts_of(open_store(f"{bucket}/store").path) == parts_of(store.path)
    more = write_rows(tmp_path / "more.jsonl", make_rows(260))
    again = write(more, f"{bucket}/store")
    assert len(again.read("articles")) == 260
    elsewhere(monkeypatch, tmp_path, "cache")
    first = fl.open(f"{bucket}/store")
    assert len(first.articles) == 260 - len(again.query("SELECT 1 FROM articles WHERE duplicate_of IS NOT NULL"))
    assert parts_of(open_store(f"{bucket}/store").path) == parts_of(again.path)
    # What was joined or gathered anew is gone there, too.
    objects = remote.open_place(f"{bucket}/store").list_files()
    assert sum(name.endswith(".parquet") for name in objects) == len(again.log.parts)


def test_of_two_writers_one_is_told(bucket, corpus, tmp_path, monkeypatch, small_batches):
    met = []

    def annotate_late(article, study):
        if article.article_id == "a0100" and not met:
            met.append(article)
            elsewhere(monkeypatch, tmp_path)
            write(corpus, f"{bucket}/store")
            elsewhere(monkeypatch, tmp_path, "cache")
        return annotate_words(article, study)

    with pytest.raises(InputError, match="another process meanwhile"):
        write(corpus, f"{bucket}/store", annotate=annotate_late)
    elsewhere(monkeypatch, tmp_path, "third")
    held = open_store(f"{bucket}/store")
    held.check()
    assert held.read("articles")["article_id"].tolist() == [row["id"] for row in make_rows()]
    elsewhere(monkeypatch, tmp_path, "cache")
    assert parts_of(write(corpus, f"{bucket}/store").path) == parts_of(held.path)


def test_what_a_killed_writer_sent_counts_for_nothing_and_goes_in_a_day(bucket, corpus, whole, monkeypatch):
    create = remote.Address.create

    def die(place, name, content):
        if name.endswith("000004.json"):
            raise KeyboardInterrupt
        return create(place, name, content)

    monkeypatch.setattr(remote.Address, "create", die)
    with pytest.raises(KeyboardInterrupt):
        write(corpus, f"{bucket}/store")
    monkeypatch.setattr(remote.Address, "create", create)
    place = remote.open_place(f"{bucket}/store")
    place.create("articles/notes.txt", b"mine")
    place.create("articles/part-000099.0123456789abcdef.parquet", b"of a writer that died")
    store = write(corpus, f"{bucket}/store")
    assert parts_of(store.path) == {name: content for name, content in whole.items() if name.endswith(".parquet")}
    assert "articles/part-000099.0123456789abcdef.parquet" in place.list_files()
    monkeypatch.setattr(mirror, "_KEPT", mirror.timedelta(seconds=-5))
    write(write_rows(corpus.parent / "more.jsonl", make_rows(240)), f"{bucket}/store")
    left = place.list_files()
    assert "articles/part-000099.0123456789abcdef.parquet" not in left and "articles/notes.txt" in left


def test_damage_there_is_seen(bucket, corpus, tmp_path, monkeypatch, small_batches):
    write(corpus, f"{bucket}/store")
    place = remote.open_place(f"{bucket}/store")
    (part,) = [name for name in place.list_files("articles") if "joined" in name or "000000" in name][:1]
    size = place.list_files()[f"articles/{part}" if not part.startswith("articles") else part]["size"]
    place.files.pipe_file(place._at(part if part.startswith("articles") else f"articles/{part}"), b"x" * size)
    elsewhere(monkeypatch, tmp_path)
    with pytest.raises(InputError, match="bytes are not those"):
        open_store(f"{bucket}/store").check()
    place.remove(["commits/000003.json"])
    with pytest.raises(InputError, match="lost a line of the log"):
        open_store(f"{bucket}/store")


def test_a_source_is_fetched_where_it_changed(bucket, tmp_path, monkeypatch):
    place = remote.open_place(f"{bucket}/in")
    for name in ("a.txt", "deep/b.txt", "c.txt"):
        place.create(name, f"Ann said that {name} was good.".encode())
    got = []
    get = remote.Address.get
    monkeypatch.setattr(remote.Address, "get", lambda place, names: (got.append(sorted(names)), get(place, names))[1])
    folder = remote.fetch_source(f"{bucket}/in")
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.txt")) == [
        "a.txt",
        "c.txt",
        "deep/b.txt",
    ]
    time.sleep(1.1)  # a service may tell times by the second
    place.remove(["c.txt"])
    place.files.pipe_file(place._at("a.txt"), b"Bo said that it was very good indeed.")
    remote.fetch_source(f"{bucket}/in")
    assert got == [["a.txt", "c.txt", "deep/b.txt"], ["a.txt"]]
    assert not (folder / "c.txt").exists() and "Bo" in (folder / "a.txt").read_text()
    assert remote.fetch_source(f"{bucket}/in/a.txt").read_text() == (folder / "a.txt").read_text()
    study = tmp_path / "study"
    study.mkdir()
    (study / "study.toml").write_text(f'title = "T"\n[articles]\npath = "{bucket}/in"\n')
    assert load_settings(study).articles.path == folder
    with pytest.raises(InputError, match="nothing at"):
        remote.fetch_source(f"{bucket}/nowhere")
    with pytest.raises(InputError, match="no store at"):
        open_store(f"{bucket}/nowhere")
    with pytest.raises(InputError, match="no service"):
        remote.open_place("nosuch://bucket")


def test_killed_at_random_it_goes_on_to_the_same_bytes(server, corpus, whole, tmp_path, monkeypatch):
    url = f"{serve(monkeypatch, server[0])}/store"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
    dice, n_killed = random.Random(7), 0
    for number in range(12):
        monkeypatch.setenv(remote.CACHE_VARIABLE, str(tmp_path / f"computer {number % 2}"))
        environment[remote.CACHE_VARIABLE] = str(tmp_path / f"computer {number % 2}")
        command = [sys.executable, "-c", WRITER, str(corpus), url]
        writer = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            _, told = writer.communicate(timeout=dice.uniform(1.0, 4.0))
            assert writer.returncode == 0, told
            break
        except subprocess.TimeoutExpired:
            os.kill(writer.pid, signal.SIGKILL)
            writer.communicate()
            n_killed += 1
    else:
        write(corpus, url, annotate=annotate_slowly)
    assert n_killed
    elsewhere(monkeypatch, tmp_path)
    assert parts_of(open_store(url).path) == {name: one for name, one in whole.items() if name.endswith(".parquet")}


def test_a_service_that_is_gone_costs_a_line(server, corpus, tmp_path, monkeypatch, small_batches):
    address, process = server
    monkeypatch.setenv(remote.CACHE_VARIABLE, str(tmp_path / "cache"))
    url = f"{serve(monkeypatch, address)}/store"
    process.send_signal(signal.SIGSTOP)
    process.kill()
    process.wait()
    with pytest.raises(InputError, match="cannot be reached") as told:
        write(corpus, url, annotate=annotate_or_interrupt)
    assert "\n" not in str(told.value)
