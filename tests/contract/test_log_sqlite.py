"""What is the SQLite log's alone: its file, and the write-ahead log beside it."""

import sqlite3
from pathlib import Path

import pytest

from invigilate.errors import Unavailable
from invigilate.ids import RoomId
from invigilate.rooms.log import Missing
from invigilate.store.line import WriterLine
from invigilate.store.log_sqlite import WRITE_BACK_PAGES, SqliteLog
from tests.contract.logs import Place, Worker, answer, from_the_log, plain

ONE = RoomId("room-1")
LONG = "x" * 100_000
FULL = 2
"""`PRAGMA synchronous`: a commit waits until the write-ahead log is on the disk; under 1, NORMAL,
it does not, and a power cut takes back what was told (https://sqlite.org/pragma.html)."""


@pytest.fixture
async def worker(sqlite: Place) -> Worker:
    await sqlite.add_heads(ONE)
    worker = sqlite.worker()
    await worker.open(ONE)
    return worker


def bytes_of(path: str | Path) -> int:
    return Path(path).stat().st_size


async def test_the_write_ahead_log_is_written_back_and_its_file_gets_short_again(
    sqlite: Place, worker: Worker
) -> None:
    assert sqlite.engine.path is not None
    grown = []
    for round_ in range(3):
        first = 2 + round_ * 100
        for turn in range(first, first + 100, 20):
            await worker.ask(ONE, *(answer(turn + n, LONG) for n in range(20)))
        grown.append(bytes_of(f"{sqlite.engine.path}-wal"))
    assert max(grown) < 2 * WRITE_BACK_PAGES * 4096
    assert min(grown) < WRITE_BACK_PAGES * 4096
    assert bytes_of(sqlite.engine.path) > 20_000_000
    assert plain(await from_the_log(worker.log, ONE)) == plain(worker.copies[ONE])


async def test_readers_see_what_is_committed_while_a_batch_is_being_written(
    sqlite: Place, worker: Worker
) -> None:
    reader = sqlite.worker()
    before = worker.copies[ONE].version
    async with sqlite.engine.writing():  # the line is taken: the keeper waits
        assert await reader.log.read(Missing(((ONE, before),))) == []
    await worker.ask(ONE, answer(2, "x"))
    rows = await reader.log.read(Missing(((ONE, before),)))
    assert [row.version for row in rows] == [before + 1]


class Asked(SqliteLog):
    """Asks SQLite, right before a commit, when that counts as done."""

    found: tuple[int, str] | None = None

    def _commit(self, writer: sqlite3.Connection) -> None:
        ((synchronous,),) = writer.execute("PRAGMA synchronous")
        ((journal,),) = writer.execute("PRAGMA journal_mode")
        self.found = synchronous, journal
        super()._commit(writer)


async def test_a_commit_is_on_the_disk_before_anybody_is_told(
    sqlite: Place, worker: Worker, tmp_path: Path
) -> None:
    assert sqlite.engine.path is not None
    line = WriterLine(tmp_path / "writer")
    log = Asked(sqlite.engine.path, line, lambda: 0)
    await Worker(log).ask(ONE, answer(2, "x"))  # type: ignore[arg-type]
    assert log.found == (FULL, "wal")
    await log.close()
    line.close()


async def test_a_file_that_is_not_there_is_told_as_unavailable(tmp_path: Path) -> None:
    line = WriterLine(tmp_path / "writer")
    log = SqliteLog(tmp_path / "missing" / "exams.sqlite3", line, lambda: 0)
    with pytest.raises(Unavailable):
        await Worker(log).ask(ONE, answer(2, "x"))  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await log.heads()
    await log.close()
    line.close()
