"""`backup`, `restore` and `verify` as people run them."""

import asyncio
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from invigilate.settings import Settings
from invigilate.store.sole_server import sole_server
from tests.cli.programs import command, running
from tests.conditions import eventually
from tests.faults.small_disks import may_mount
from tests.store.sittings import sat

pytestmark = pytest.mark.story

PASSPHRASE = {"INVIGILATE_PASSPHRASE": "correct horse battery staple"}


def spoil(path: Path, at: int) -> bytes:
    """Changes a byte; gives what the file holds then."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    return bytes(data)


def alter(path: Path) -> None:
    """Changes an event behind the server's back."""
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("UPDATE room_event SET at = at + 1 WHERE room_id = 'room' AND version = 5")
        writer.commit()


def copies(folder: Path) -> list[str]:
    """What was copied, in order."""
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


async def test_there_and_back_again(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "a.backup"
    old.mkdir()
    await sat(f"sqlite:///{old}/invigilate.sqlite3")
    (old / "secret").write_text("s" * 64)
    (old / "secret").chmod(0o600)
    made = await command(old, "backup", str(file))
    assert (made.status, made.out.partition(":")[0]) == (0, str(file))
    assert made.err.startswith("The server secret is not in it: restored on another host")
    done = await command(new, "restore", str(file))
    assert done.status == 0
    assert done.out.splitlines()[-1] == ("The chains of 2 rooms hold. Now start the server.")
    assert done.err.startswith("WRONG  This host has not the secret of the server that was backed")
    again = await command(new, "restore", str(file))
    assert (again.status, again.err.partition("(")[0]) == (
        2,
        f"invigilate: There is a database at {new}/invigilate.sqlite3 already ",
    )
    whole = await command(new, "verify")
    assert (whole.status, whole.out) == (
        0,
        "2 of 2 rooms are whole: 21 events, 1 checkpoints, 1 sealed booklets, 0 rows erased.\n",
    )
    alter(new / "invigilate.sqlite3")
    wrong = await command(new, "verify")
    assert (wrong.status, wrong.out.splitlines()[0]) == (
        1,
        "WRONG  room room “Physics”, version 5: the chain breaks at version 5.",
    )


@pytest.mark.long
async def test_the_secret_comes_under_its_passphrase_alone(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "a.backup"
    old.mkdir()
    await sat(f"sqlite:///{old}/invigilate.sqlite3")
    (old / "secret").write_text("s" * 64)
    (old / "secret").chmod(0o600)
    made = await command(old, "backup", str(file), "--with-secret", **PASSPHRASE)
    assert (made.status, made.err) == (0, "")
    assert b"s" * 64 not in file.read_bytes()
    wrong = await command(new, "restore", str(file), INVIGILATE_PASSPHRASE="quite another one")
    assert (wrong.status, wrong.err) == (
        2,
        "invigilate: INVIGILATE_PASSPHRASE is not the passphrase of this backup's secret.\n",
    )
    assert not (new / "invigilate.sqlite3").exists()
    done = await command(new, "restore", str(file), **PASSPHRASE)
    assert (done.status, done.err) == (0, "")
    assert (new / "secret").read_text() == "s" * 64
    assert (new / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.long
async def test_a_damaged_backup_and_a_damaged_database_are_refused(tmp_path: Path) -> None:
    old, file = tmp_path / "old", tmp_path / "a.backup"
    old.mkdir()
    database = old / "invigilate.sqlite3"
    await sat(f"sqlite:///{database}")
    assert (await command(old, "backup", str(file))).status == 0
    spoil(file, 1_000)
    refused = await command(tmp_path / "new", "restore", str(file))
    assert (refused.status, refused.err.partition(":")[2].partition(":")[0]) == (
        2,
        f" {file} is damaged",
    )
    left = spoil(database, 3)
    refused = await command(old, "serve", "--port", "0")
    assert (refused.status, refused.err.partition(". ")[0]) == (
        2,
        f"invigilate: The database {database} does not begin as a SQLite file does",
    )
    assert database.read_bytes() == left


@pytest.mark.long
async def test_copies_are_made_again_and_again_until_told_to_stop(tmp_path: Path) -> None:
    old, folder = tmp_path / "old", tmp_path / "copies"
    old.mkdir()
    await sat(f"sqlite:///{old}/invigilate.sqlite3")
    words = ("backup", "--every", "1", "--keep", "2", str(folder))
    async with running(old, *words) as copying:
        await eventually(lambda: len(copies(folder)) == 2, within=30)
        first = copies(folder)[0]
        await eventually(lambda: first not in copies(folder), within=30)
        os.kill(copying.pid, signal.SIGTERM)
        assert await asyncio.wait_for(copying.wait(), 20) == 0
    newest = folder / copies(folder)[-1]
    done = await command(tmp_path / "new", "restore", str(newest))
    assert (done.status, done.out.splitlines()[-1]) == (
        0,
        "The chains of 2 rooms hold. Now start the server.",
    )


@contextmanager
def tiny_disk(folder: Path) -> Iterator[Path]:
    """A disk of two pages."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not may_mount(), reason="a disk is mounted by root alone, on Linux")
async def test_a_backup_onto_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    await sat(f"sqlite:///{here}/invigilate.sqlite3")
    with tiny_disk(tmp_path / "tiny") as there:
        made = await command(here, "backup", str(there / "a.backup"))
        said = f"invigilate: {there}/a.backup could not be written to its end: No space left"
        assert (made.status, made.err.startswith(said)) == (2, True)
        copied = await command(here, "backup", "--every", "1", str(there / "copies"))
        assert (copied.status, "database or disk is full" in copied.err) == (2, True)
        assert [path for path in there.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "words", [("restore", "a.backup"), ("erase", "room", "000", "--reason", "asked for")]
)
async def test_beside_a_server_nothing_is_brought_back_or_erased(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    await sat(f"sqlite:///{here}/invigilate.sqlite3")
    file = tmp_path / "a.backup"
    assert (await command(here, "backup", str(file))).status == 0
    place = there if words[0] == "restore" else here
    with sole_server(Settings(data_folder=place), "http://127.0.0.1:1"):
        before = sorted(place.rglob("*"))
        asked = [str(file) if word == file.name else word for word in words]
        done = await command(place, *asked)
        assert (done.status, "serves" in done.err) == (1, True), done.err
        assert sorted(place.rglob("*")) == before
    assert (await command(here, "verify")).status == 0


@pytest.mark.long
async def test_a_student_is_erased(tmp_path: Path) -> None:
    await sat(f"sqlite:///{tmp_path}/invigilate.sqlite3")
    done = await command(tmp_path, "erase", "room", "000", "--reason", "asked for")
    assert (done.status, done.out.partition(".")[0]) == (
        0,
        "Erased: 3 rows of the log, 1 booklets, 0 lines of the audit",
    )
    again = await command(tmp_path, "erase", "room", "000", "--reason", "asked for")
    assert (again.status, again.err) == (
        2,
        "invigilate: No student 000 stands on the roster of this session.\n",
    )
    whole = await command(tmp_path, "verify")
    assert (whole.status, whole.out) == (
        0,
        "2 of 2 rooms are whole: 21 events, 0 checkpoints, 1 sealed booklets, 3 rows erased.\n",
    )


@pytest.mark.long
async def test_a_record_that_was_broken_before_is_brought_back_and_named(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "a.backup"
    old.mkdir()
    await sat(f"sqlite:///{old}/invigilate.sqlite3")
    alter(old / "invigilate.sqlite3")
    assert (await command(old, "backup", str(file))).status == 0
    done = await command(new, "restore", str(file))
    assert (done.status, done.err) == (
        1,
        "WRONG  room room “Physics”, version 5: the chain breaks at version 5. (so it was in the"
        " backup)\n",
    )
