"""Whole sittings against a real server: nothing that was acknowledged is lost."""

import asyncio
import os
import signal
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from invigilate.crowd.link import random_id
from invigilate.crowd.reach import Reach, Turned, send
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin
from invigilate.rooms.orders import Extend
from invigilate.rooms.state import Status
from invigilate.wire.closing import Closing
from invigilate.wire.peer import ClientPeer
from tests.conditions import eventually
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.crowds import Once, crowd, each, guests, of_roster
from tests.stories.schools import PASSWORD, PROCTOR, roster, school, school_of_two
from tests.stories.sitters import sitter

pytestmark = pytest.mark.story


def clean(report: object) -> dict[str, object]:
    """What must hold of a report, in one value to compare."""
    wanted = ("ok", "wrong", "answers_lost", "order_violations")
    return {name: getattr(report, name) for name in wanted}


CLEAN = {"ok": True, "wrong": [], "answers_lost": 0, "order_violations": 0}


@pytest.mark.long
async def test_the_thin_line_holds_when_the_server_is_killed_in_the_middle(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        session, code = await place.session(await place.paper(), roster(30))
        people = of_roster(await place.roster_file(session))
        restarted: list[asyncio.Task[None]] = []

        async def again() -> None:
            await place.kill()
            await place.start()

        watch = Once(0.5, lambda: restarted.append(asyncio.create_task(again())))
        report = await crowd(place, code, people, 0.3, watch=watch)
        assert restarted
        await restarted[0]
        assert clean(report) == CLEAN, report.errors
        assert (report.joined, report.submitted) == (30, 30)
        # Whoever was connected came back.
        assert report.reconnects >= 30


@pytest.mark.long
async def test_a_row_that_is_missing_from_the_log_fails_the_run(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        session, code = await place.session(await place.paper(), roster(10))
        people = of_roster(await place.roster_file(session))

        def delete() -> None:
            with sqlite3.connect(tmp_path / "invigilate.sqlite3") as database:
                gone = database.execute("DELETE FROM room_event WHERE version = 20")
                assert gone.rowcount == 1

        report = await crowd(place, code, people, 0.25, watch=Once(0.9, delete))
        assert not report.ok
        assert report.answers_lost > 0
        assert session


@pytest.mark.long
async def test_two_workers_with_redis_and_postgresql_lose_nothing_when_one_is_killed(
    tmp_path: Path, postgres_server: PostgresServer, own_redis: RedisServer
) -> None:
    async with school_of_two(tmp_path, postgres_server, own_redis) as place:
        _, code = await place.session(await place.paper(), roster(0), personal_key=False)
        killed: list[int] = []

        def kill() -> None:
            killed.append(place.pids()[0])
            os.kill(killed[0], signal.SIGKILL)

        report = await crowd(place, code, guests(20), 0.2, watch=Once(0.5, kill))
        assert clean(report) == CLEAN, report.errors
        assert killed
        assert killed[0] not in place.pids()


@pytest.mark.long
async def test_redis_killed_and_emptied_in_the_middle_loses_nothing(
    tmp_path: Path, postgres_server: PostgresServer, own_redis: RedisServer
) -> None:
    async with school_of_two(tmp_path, postgres_server, own_redis) as place:
        _, code = await place.session(await place.paper())
        deeds = (Once(0.35, own_redis.kill), Once(0.6, own_redis.restart_empty))
        report = await crowd(place, code, guests(20), 0.2, watch=each(*deeds))
        assert all(deed.done for deed in deeds)
        assert clean(report) == CLEAN, report.errors


async def test_nobody_is_sealed_after_an_outage_before_staff_could_act(tmp_path: Path) -> None:
    async with school(tmp_path, INVIGILATE_OUTAGE_SECONDS="1") as place:
        edition = await place.paper()
        session, code = await place.session(edition, minutes=0.05, grace_ms=1_000)
        async with sitter(place, code) as page:
            page.write(Begin())
            await eventually(lambda: page.status is Status.IN_PROGRESS)
            page.write(Answer(0, "a"))
            await eventually(lambda: page.acknowledged == 2)
            await place.kill()
            # Time and grace are over while nobody is there to say so.
            await asyncio.sleep(5)
            await place.start()
            await eventually(lambda: page.is_live, within=20)
            await asyncio.sleep(2)
            assert page.status is Status.IN_PROGRESS
            board = await place.board(session)
            assert [since < until for since, until in board.head.outages] == [True]
            assert board.head.guard_until > board.now + 100_000
            await place.order(session, Extend(None, 600_000, "the server was down"))
            page.write(Answer(0, "b"))
            await eventually(lambda: page.acknowledged == 3)
            assert page.exceptions == {}


async def test_a_proctor_who_is_taken_off_a_session_loses_the_board(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        session, _ = await place.session(await place.paper())
        proctor = Reach(place.network)
        await proctor.ask("POST", "/api/sign-in", {"name": PROCTOR, "password": PASSWORD})
        peer = ClientPeer(DeviceId(random_id()), staff=True)
        path = f"/api/sessions/{session}/tickets"
        ticket = await proctor.ask("POST", path, {"device": peer.device})
        socket = await proctor.socket()
        for frame in peer.connected(ticket["ticket"], 0):
            await send(socket, frame)
        await socket.recv()
        await place.office.ask("PATCH", f"/api/sessions/{session}", {"proctors": []})
        async with asyncio.timeout(10):
            while socket.close_code is None:
                with suppress(ConnectionClosed):
                    await socket.recv()
        assert socket.close_code == Closing.REVOKED
        with pytest.raises(Turned, match="no-such-session"):
            await proctor.ask("POST", path, {"device": peer.device})
