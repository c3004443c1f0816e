"""What is the SQLite log's alone: its file, and the write-ahead log beside it."""

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


async def test_a_file_that_is_not_there_is_told_as_unavailable(tmp_path: Path) -> None:
    line = WriterLine(tmp_path / "writer")
    log = SqliteLog(tmp_path / "missing" / "exams.sqlite3", line, lambda: 0)
    with pytest.raises(Unavailable):
        await Worker(log).ask(ONE, answer(2, "x"))  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await log.heads()
    await log.close()
    line.close()
