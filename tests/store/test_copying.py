"""A copy beside the server is whole, and the newest few are kept."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from invigilate.errors import NotValid
from invigilate.store.copying import copy_once
from tests.contract.logs import answer, place, saved
from tests.store.sittings import OTHER, sat

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def events(path: Path) -> int:
    """Rows of the log in a file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as reader:
        return int(reader.execute("SELECT count(*) FROM room_event").fetchone()[0])


def names(folder: Path) -> list[str]:
    """What stands in a folder, in order."""
    return sorted(each.name for each in folder.iterdir())


async def test_the_newest_few_are_kept(tmp_path: Path) -> None:
    await sat(f"sqlite:///{tmp_path}/exams.sqlite3")
    folder = tmp_path / "copies"
    for minute in range(4):
        copy_once(tmp_path / "exams.sqlite3", folder, NOON + timedelta(minutes=minute), 2)
    assert names(folder) == [
        "invigilate-20260504T120200Z.sqlite3",
        "invigilate-20260504T120300Z.sqlite3",
    ]


async def test_a_copy_is_of_one_instant_though_saves_go_on_at_every_rest(tmp_path: Path) -> None:
    await sat(f"sqlite:///{tmp_path}/exams.sqlite3")
    with closing(sqlite3.connect(tmp_path / "exams.sqlite3")) as writer:
        writer.execute("CREATE TABLE ballast (body BLOB)")
        writer.execute("INSERT INTO ballast VALUES (zeroblob(4000000))")
        writer.commit()
        before, rests = events_now(writer), 0

        def save(_: float) -> None:
            nonlocal rests
            rests += 1
            writer.execute("INSERT INTO ballast VALUES ('another save')")
            writer.commit()

        copy = copy_once(tmp_path / "exams.sqlite3", tmp_path / "copies", NOON, 2, save)
        assert events_now(writer) == before
    assert rests > 5
    with closing(sqlite3.connect(copy)) as reader:
        assert reader.execute("SELECT count(*) FROM ballast").fetchone() == (1,)


def events_now(connection: sqlite3.Connection) -> int:
    """Rows of the log in an open database."""
    return int(connection.execute("SELECT count(*) FROM room_event").fetchone()[0])


async def test_a_copy_holds_what_was_acknowledged_and_not_yet_written_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/exams.sqlite3"
    await sat(url)
    before = events(tmp_path / "exams.sqlite3")
    async with place(url) as there:
        assert await there.worker().ask(OTHER, answer(2, "only in the log file")) == [saved(2)]
        copy = copy_once(tmp_path / "exams.sqlite3", tmp_path / "copies", NOON, 2)
    assert events(copy) == before + 1


async def test_a_copy_of_a_damaged_file_is_not_kept_and_drives_none_out(tmp_path: Path) -> None:
    await sat(f"sqlite:///{tmp_path}/exams.sqlite3")
    good = copy_once(tmp_path / "exams.sqlite3", tmp_path / "copies", NOON, 1)
    spoil(tmp_path / "exams.sqlite3")
    with pytest.raises(NotValid) as caught:
        copy_once(tmp_path / "exams.sqlite3", tmp_path / "copies", NOON + timedelta(hours=1), 1)
    assert caught.value.word == "copy-damaged"
    assert names(tmp_path / "copies") == [good.name]


def spoil(path: Path) -> None:
    """Zeros in place of a page."""
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(4096))


async def test_a_time_that_was_set_back_drives_no_newer_copy_out(tmp_path: Path) -> None:
    await sat(f"sqlite:///{tmp_path}/exams.sqlite3")
    folder = tmp_path / "copies"
    for minutes in (60, 61, 0, 1):
        made = copy_once(tmp_path / "exams.sqlite3", folder, NOON + timedelta(minutes=minutes), 2)
        assert made.exists()
    assert names(folder) == [
        "invigilate-20260504T120000Z.sqlite3",
        "invigilate-20260504T120100Z.sqlite3",
    ]
