"""One server for one SQLite file; every descriptor counts as a process of its own here."""

import os
import stat
from pathlib import Path

import pytest

from invigilate.errors import NotValid
from invigilate.settings import Settings
from invigilate.store.sole_server import (
    AlreadyServed,
    Notice,
    serving_now,
    share_as_worker,
    sole_server,
)

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data")


def refused(settings: Settings) -> AlreadyServed:
    """What a second server is told."""
    with pytest.raises(AlreadyServed) as caught, sole_server(settings, "http://127.0.0.1:9000"):
        pass
    return caught.value


def test_a_second_server_hears_who_serves_and_what_to_do(settings: Settings) -> None:
    with sole_server(settings, HERE):
        told = refused(settings)
    assert (told.word, told.notice) == ("already-served", Notice(os.getpid(), HERE))
    assert told.sentence == (
        f"Process {os.getpid()} at {HERE} serves {settings.data_folder}/invigilate.sqlite3"
        " already, and two servers apart on one SQLite file would not tell each other any news."
        f" Use that one, or end it first (kill {os.getpid()}). Another server needs a data folder"
        " of its own; several workers are one server (--workers)."
    )


def test_a_second_server_changes_nothing(settings: Settings) -> None:
    side = settings.data_folder / "invigilate.sqlite3.server"
    with sole_server(settings, HERE):
        before = side.read_bytes()
        refused(settings)
        assert side.read_bytes() == before
        assert os.listdir(settings.data_folder) == [side.name]
        assert stat.S_IMODE(side.stat().st_mode) == 0o600


def test_the_next_server_may_come_when_the_first_is_gone(settings: Settings) -> None:
    with sole_server(settings, HERE):
        pass
    with sole_server(settings, "http://127.0.0.1:9000"):
        assert serving_now(settings) == Notice(os.getpid(), "http://127.0.0.1:9000")
    assert serving_now(settings) is None


def test_two_files_have_a_server_each(tmp_path: Path) -> None:
    one, other = (Settings(data_folder=tmp_path / name) for name in ("one", "other"))
    with sole_server(one, HERE), sole_server(other, HERE):
        assert serving_now(one) == serving_now(other) == Notice(os.getpid(), HERE)


def test_two_data_folders_with_one_database_have_one_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/exams.sqlite3"
    one, other = (Settings(data_folder=tmp_path / n, database_url=url) for n in ("one", "other"))
    with sole_server(one, HERE):
        assert refused(other).notice == Notice(os.getpid(), HERE)


def test_a_worker_shares_the_lock_and_keeps_strangers_out_when_its_server_is_gone(
    settings: Settings,
) -> None:
    with sole_server(settings, HERE):
        share_as_worker(settings, os.getpid())
    assert refused(settings).notice == Notice(os.getpid(), HERE)


def test_a_worker_whose_server_was_replaced_does_not_serve(settings: Settings) -> None:
    with sole_server(settings, HERE), pytest.raises(AlreadyServed) as caught:
        share_as_worker(settings, os.getpid() + 1)
    assert caught.value.notice == Notice(os.getpid(), HERE)


def test_who_does_not_say_is_told_as_another_process(settings: Settings) -> None:
    with sole_server(settings, ""):
        (settings.data_folder / "invigilate.sqlite3.server").write_bytes(b"")
        told = refused(settings)
    assert told.notice is None
    assert told.sentence.startswith("Another process serves ")


def test_on_postgresql_servers_may_be_started_apart(tmp_path: Path) -> None:
    apart = Settings(data_folder=tmp_path, database_url="postgresql://h/exams")
    with sole_server(apart, HERE), sole_server(apart, HERE):
        share_as_worker(apart, 1)
    assert (serving_now(apart), os.listdir(tmp_path)) == (None, [])


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(NotValid, match="cannot be written: Not a directory"),
        sole_server(Settings(data_folder=tmp_path / "file" / "data"), HERE),
    ):
        pass
