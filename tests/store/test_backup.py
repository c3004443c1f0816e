"""A backup holds the whole database, and brings all of it back or nothing at all."""

from pathlib import Path
from random import Random

import msgspec
import pytest

from invigilate.errors import NotValid
from invigilate.rooms import commands as c
from invigilate.rooms.verifying import verify
from invigilate.store.backup.container import Reading, Writing
from invigilate.store.backup.filling import restore
from invigilate.store.backup.manifest import FORMAT, Manifest
from invigilate.store.backup.snapshot import back_up, digest_within, snapshot, tables_within
from invigilate.store.migrate import current, migrate, newest
from invigilate.store.schema import metadata
from invigilate.store.url import file_of
from tests.contract.logs import PEN, SEATS, answer, from_the_log, place, saved
from tests.store.sittings import ANSWERS, OTHER, ROOM, sat

KINDS = ["sqlite", "postgresql"]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the asked kind, to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/elsewhere/exams.sqlite3"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
def here(tmp_path: Path) -> str:
    """A SQLite file that is to be."""
    return f"sqlite:///{tmp_path}/exams.sqlite3"


def mode_of(path: Path) -> int:
    """Who may read it."""
    return path.stat().st_mode & 0o777


def spoil(path: Path) -> None:
    """Zeros in place of most pages."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(size - 4096 * 3))


def names_in(folder: Path) -> list[str]:
    """What stands in a folder."""
    return [each.name for each in folder.iterdir()]


async def digests(url: str) -> dict[str, tuple[int, str]]:
    """Rows and digest of each table."""
    async with snapshot(url) as connection:
        return await connection.run_sync(
            lambda one: {t.name: digest_within(one, t) for t in tables_within(one)}
        )


async def brought_back(path: Path, url: str) -> Manifest:
    """Restores the file into this database."""
    reading = Reading(path)
    try:
        return await restore(url, reading)
    finally:
        reading.close()


async def refused(path: Path, url: str) -> NotValid:
    """The refusal that a restore ends with."""
    with pytest.raises(NotValid) as caught:
        await brought_back(path, url)
    return caught.value


async def is_untouched(url: str) -> bool:
    """Whether no database is there, or an empty one."""
    path = file_of(url)
    if path is None:
        return await current(url) is None
    beside = list(path.parent.iterdir()) if path.parent.exists() else []
    return not [each for each in beside if each.name.startswith(path.name)]


@pytest.mark.parametrize("empty", KINDS, indirect=True)
async def test_sqlite_comes_back_whole_in_either_kind(
    here: str, empty: str, tmp_path: Path
) -> None:
    await sat(here)
    await comes_back(here, empty, tmp_path / "a.backup")


async def test_postgresql_comes_back_whole_in_sqlite(
    postgres_database: str, here: str, tmp_path: Path
) -> None:
    await sat(postgres_database)
    await comes_back(postgres_database, here, tmp_path / "a.backup")


async def comes_back(old: str, new: str, path: Path) -> None:
    """Backs up and restores; every table is the same but for the rooms' epochs."""
    written = await back_up(old, path, 7)
    assert mode_of(path) == 0o600
    assert await brought_back(path, new) == written
    before, after = await digests(old), await digests(new)
    assert {t.name: (t.rows, t.sha256) for t in written.tables} == before
    assert before.keys() == metadata.tables.keys()
    assert before.pop("room_head") != after.pop("room_head")
    assert before == after
    assert before["room_seal"][0] == before["roster_entry"][0] == 1
    assert await current(new) == newest()
    async with place(new) as there:
        for room in (ROOM, OTHER):
            verified = await verify(there.engine, room)
            assert verified.wrong == []
        worker = there.worker()
        assert [head.epoch for head in await worker.log.heads()] != ["epoch-0", "epoch-0"]
        copy = await from_the_log(worker.log, ROOM)
        assert copy.room.seats[SEATS[0]].answered() == {0: ANSWERS[-1]}
        # The exam goes on where the backup left it.
        assert await worker.ask(OTHER, answer(2, "afterwards")) == [saved(2)]
        assert await worker.ask(ROOM, answer(2, "afterwards", SEATS[1])) == [saved(2)]


async def test_each_room_has_a_new_epoch(here: str, tmp_path: Path) -> None:
    await sat(here)
    written = await back_up(here, tmp_path / "a.backup", 7)
    new = f"sqlite:///{tmp_path}/new.sqlite3"
    await brought_back(tmp_path / "a.backup", new)
    async with place(new) as there:
        heads = {head.room: head for head in await there.worker().log.heads()}
    assert {room.room: (room.version, room.chain) for room in written.rooms} == {
        room: (head.version, head.chain.hex()) for room, head in heads.items()
    }
    assert {room.epoch for room in written.rooms}.isdisjoint(h.epoch for h in heads.values())


async def test_a_backup_is_of_one_instant_while_others_write(database: str, tmp_path: Path) -> None:
    await sat(database)
    async with snapshot(database) as connection, place(database) as there:
        names = ("room_event", "room_head")
        before = await connection.run_sync(
            lambda one: [digest_within(one, t) for t in tables_within(one) if t.name in names]
        )
        worker = there.worker()
        assert await worker.ask(OTHER, answer(2, "meanwhile")) == [saved(2)]
        after = await connection.run_sync(
            lambda one: [digest_within(one, t) for t in tables_within(one) if t.name in names]
        )
    assert before == after


async def test_one_changed_byte_anywhere_is_refused_and_nothing_made(
    here: str, tmp_path: Path
) -> None:
    await sat(here)
    whole = tmp_path / "a.backup"
    await back_up(here, whole, 7)
    data, chance = whole.read_bytes(), Random(1)
    new = f"sqlite:///{tmp_path}/new.sqlite3"
    bad = tmp_path / "bad.backup"
    for place_of_damage in [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(20))]:
        spoilt = bytearray(data)
        spoilt[place_of_damage] ^= 1 << chance.randrange(8)
        bad.write_bytes(spoilt)
        refusal = await refused(bad, new)
        assert refusal.word == "backup-damaged"
        assert refusal.sentence.startswith(f"{bad} is damaged: its ")
        assert await is_untouched(new)


async def test_a_backup_that_was_cut_is_refused(here: str, tmp_path: Path) -> None:
    await sat(here)
    whole = tmp_path / "a.backup"
    await back_up(here, whole, 7)
    data = whole.read_bytes()
    new = f"sqlite:///{tmp_path}/new.sqlite3"
    for length in (0, 1, 50, len(data) // 2, len(data) - 1):
        (tmp_path / "cut.backup").write_bytes(data[:length])
        assert (await refused(tmp_path / "cut.backup", new)).sentence == (
            f"{tmp_path}/cut.backup is damaged: its end is not that of a backup (cut short, or"
            " another file). Nothing was changed. Fetch the file again from where it is kept, or"
            " take the backup before it."
        )
        assert await is_untouched(new)


def rewritten(old: Path, new: Path, **changed: object) -> None:
    """The same backup with another manifest, and a right sum over all of it."""
    reading, writing = Reading(old), Writing(new)
    for table in reading.manifest.tables:
        writing.add(f"tables/{table.name}.jsonl", reading.lines(table))
    manifest = msgspec.structs.replace(reading.manifest, **changed)
    reading.close()
    writing.finish(manifest)


@pytest.mark.parametrize("empty", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"format": FORMAT + 1}, "newer-backup"),
        ({"revision": "9999"}, "newer-database"),
    ],
)
async def test_a_backup_of_a_newer_version_is_refused(
    here: str, empty: str, tmp_path: Path, changed: dict[str, object], word: str
) -> None:
    await sat(here)
    await back_up(here, tmp_path / "a.backup", 7)
    rewritten(tmp_path / "a.backup", tmp_path / "b.backup", **changed)
    assert (await refused(tmp_path / "b.backup", empty)).word == word
    assert await is_untouched(empty)


@pytest.mark.parametrize("empty", KINDS, indirect=True)
async def test_tables_that_are_not_those_of_the_manifest_leave_nothing_behind(
    here: str, empty: str, tmp_path: Path
) -> None:
    await sat(here)
    manifest = await back_up(here, tmp_path / "a.backup", 7)
    tables = tuple(
        msgspec.structs.replace(t, rows=t.rows + (t.name == "room_seal")) for t in manifest.tables
    )
    rewritten(tmp_path / "a.backup", tmp_path / "b.backup", tables=tables)
    assert (await refused(tmp_path / "b.backup", empty)).word == "backup-damaged"
    assert await is_untouched(empty)


async def test_a_column_that_this_version_does_not_know_is_refused(
    here: str, tmp_path: Path
) -> None:
    await sat(here)
    manifest = await back_up(here, tmp_path / "a.backup", 7)
    first = manifest.tables[0]
    more = (*first.columns, msgspec.structs.replace(first.columns[0], name="colour"))
    tables = (msgspec.structs.replace(first, columns=more), *manifest.tables[1:])
    rewritten(tmp_path / "a.backup", tmp_path / "b.backup", tables=tables)
    new = f"sqlite:///{tmp_path}/new.sqlite3"
    refusal = await refused(tmp_path / "b.backup", new)
    assert (refusal.word, "(colour)" in refusal.sentence) == ("backup-tables", True)
    assert await is_untouched(new)


async def test_a_database_that_is_not_empty_is_left_as_it_is(
    here: str, database: str, tmp_path: Path
) -> None:
    source = f"sqlite:///{tmp_path}/source.sqlite3"
    await migrate(source)
    await back_up(source, tmp_path / "a.backup", 7)
    await sat(database)
    before = await digests(database)
    assert (await refused(tmp_path / "a.backup", database)).word == "not-empty"
    assert await digests(database) == before


async def test_a_log_without_its_database_is_not_taken_into_another(tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path}/source.sqlite3"
    await migrate(source)
    await back_up(source, tmp_path / "a.backup", 7)
    (tmp_path / "new.sqlite3-wal").write_bytes(b"of another database")
    refusal = await refused(tmp_path / "a.backup", f"sqlite:///{tmp_path}/new.sqlite3")
    assert (refusal.word, "(new.sqlite3-wal)" in refusal.sentence) == ("not-empty", True)


async def test_no_file_is_left_of_a_backup_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite3"
    with pytest.raises(NotValid) as caught:
        await back_up(f"sqlite:///{path}", tmp_path / "a.backup", 7)
    assert caught.value.word == "no-database"
    assert names_in(tmp_path) == []
    path.touch()
    with pytest.raises(NotValid) as caught:
        await back_up(f"sqlite:///{path}", tmp_path / "a.backup", 7)
    assert caught.value.word == "no-database"
    assert names_in(tmp_path) == ["none.sqlite3"]


async def test_a_damaged_database_gives_no_backup(here: str, tmp_path: Path) -> None:
    await sat(here)
    spoil(tmp_path / "exams.sqlite3")
    with pytest.raises(NotValid) as caught:
        await back_up(here, tmp_path / "a.backup", 7)
    assert caught.value.word == "backup-failed"
    assert not [name for name in names_in(tmp_path) if "backup" in name]


async def test_a_backup_never_takes_the_place_of_another(here: str, tmp_path: Path) -> None:
    await sat(here)
    await back_up(here, tmp_path / "a.backup", 7)
    before = (tmp_path / "a.backup").read_bytes()
    with pytest.raises(NotValid) as caught:
        await back_up(here, tmp_path / "a.backup", 8)
    assert caught.value.word == "backup-file"
    assert (tmp_path / "a.backup").read_bytes() == before


async def test_what_devices_send_again_after_a_restore_is_stored_once(
    here: str, tmp_path: Path
) -> None:
    """The backup lacks turn 3 of a device; it sends 2 and 3 again, as `last` 2 tells it to."""
    await sat(here)
    async with place(here) as old:
        worker = old.worker()
        await worker.ask(OTHER, answer(2, "before the backup"))
        await back_up(here, tmp_path / "a.backup", 7)
        assert await worker.ask(OTHER, answer(3, "after it")) == [saved(3)]
    new = f"sqlite:///{tmp_path}/new.sqlite3"
    await brought_back(tmp_path / "a.backup", new)
    async with place(new) as there:
        worker = there.worker()
        again = [answer(2, "before the backup"), answer(3, "after it")]
        assert await worker.ask(OTHER, *again) == [saved(2), saved(3)]
        copy = await from_the_log(worker.log, OTHER)
        assert copy.room.seats[SEATS[0]].answered() == {0: "after it"}
        assert copy.room.seats[SEATS[0]].devices[PEN].last == 3
        assert await worker.ask(OTHER, c.Change(SEATS[0], PEN, 4, c.HandIn())) == [saved(4)]
