"""Workers are restarted one by one in the middle of an exam, and nobody loses anything by it."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from invigilate.crowd.reach import Network
from invigilate.crowd.run import booklets_of
from invigilate.rooms.commands import Answer, Begin
from tests.conditions import eventually
from tests.servers.cable import cable
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.crowds import Once, crowd, guests
from tests.stories.schools import School, school, school_of_two
from tests.stories.sitters import Sitter, sitter
from tests.stories.test_sittings import CLEAN, clean

pytestmark = pytest.mark.story

SITTERS = 12


def _gone(pids: set[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


async def _seated(stack: AsyncExitStack, place: School, code: str) -> list[Sitter]:
    """Students who have begun, on both workers."""
    names = [f"Sitter {n}" for n in range(SITTERS)]
    pages = [await stack.enter_async_context(sitter(place, code, name)) for name in names]
    for page in pages:
        page.write(Begin())
    await eventually(lambda: all(page.acknowledged == 1 for page in pages), within=20)
    return pages


async def _writing(pages: list[Sitter], over: asyncio.Event) -> int:
    """Everyone writes on and on; how many answers each wrote."""
    turns = 1
    while not over.is_set():
        turns += 1
        for page in pages:
            page.write(Answer(0, "ab"[turns % 2]))
        await asyncio.sleep(0.1)
    return turns


@pytest.mark.long
async def test_each_page_comes_back_once_and_every_answer_is_saved(tmp_path: Path) -> None:
    async with school(tmp_path, INVIGILATE_WORKERS="2") as place, AsyncExitStack() as stack:
        session, code = await place.session(await place.paper())
        pages = await _seated(stack, place, code)
        old, over = set(place.pids()), asyncio.Event()
        assert len(old) == 2
        writing = asyncio.create_task(_writing(pages, over))
        place.renew_workers()
        await eventually(lambda: _gone(old), within=60)
        await eventually(lambda: all(page.is_live for page in pages), within=20)
        over.set()
        turns = await writing
        await eventually(lambda: all(page.acknowledged == turns for page in pages), within=20)
        assert [page.recorder.reconnects for page in pages] == [1] * SITTERS
        assert [page.exceptions for page in pages] == [{}] * SITTERS
        booklets = await booklets_of(place.office, session)
        last = [dict(booklet.answers) for booklet in booklets.values() if booklet.answers]
        assert last == [{0: "ab"[turns % 2]}] * SITTERS


@pytest.mark.long
async def test_a_page_that_does_not_read_keeps_no_worker_from_leaving(tmp_path: Path) -> None:
    async with school(tmp_path, INVIGILATE_WORKERS="2") as place, AsyncExitStack() as stack:
        _, code = await place.session(await place.paper())
        line = await stack.enter_async_context(cable(place.port))
        network = Network(line.url)
        stack.push_async_callback(network.close)
        page = await stack.enter_async_context(sitter(place, code, "Stalled", network))
        page.write(Begin())
        await eventually(lambda: page.acknowledged == 1, within=20)
        old = set(place.pids())
        line.stall()
        page.write(Answer(0, "a"))
        place.renew_workers()
        # Two workers, each within the 15 seconds that a worker may take to leave.
        await eventually(lambda: _gone(old), within=60)
        assert page.acknowledged == 1  # it heard nothing, neither an answer nor a goodbye
        line.flow()
        await eventually(lambda: page.acknowledged == 2, within=40)


@pytest.mark.long
async def test_a_crowd_on_postgresql_and_redis_loses_nothing(
    tmp_path: Path, postgres_server: PostgresServer, own_redis: RedisServer
) -> None:
    async with school_of_two(tmp_path, postgres_server, own_redis) as place:
        _, code = await place.session(await place.paper())
        old = set(place.pids())
        renewing = Once(0.35, place.renew_workers)
        report = await crowd(place, code, guests(24), 0.4, watch=renewing)
        assert clean(report) == CLEAN, report.errors
        assert renewing.done
        assert old.isdisjoint(place.pids())
