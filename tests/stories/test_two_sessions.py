"""What is done in one session is done there alone: of another one not a byte is on the wire.

The same paper, the same kind of student and a board each; every order that there is goes to the
first. Heartbeats tell the time and are passed over.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from invigilate.crowd.reach import read
from invigilate.ids import DeviceId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import orders as o
from invigilate.rooms.plan import Thresholds
from invigilate.rooms.state import Status
from invigilate.wire.frames import Alive, ServerFrame
from tests.conditions import eventually
from tests.stories.schools import School
from tests.stories.sitters import Sitter, sitter

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

MINUTE = 60_000


class Ear:
    """All that comes to one socket, but heartbeats."""

    def __init__(self) -> None:
        self.heard: list[ServerFrame] = []

    def take(self, data: bytes | str) -> None:
        frame = read(data)
        if not isinstance(frame, Alive):
            self.heard.append(frame)


@asynccontextmanager
async def board_of(place: School, session: str) -> AsyncIterator[Ear]:
    """A board that is open and only listens."""
    _, socket = await place._hello(session)
    ear = Ear()

    async def listen() -> None:
        async for data in socket:
            ear.take(data)

    listening = asyncio.create_task(listen())
    try:
        await eventually(lambda: len(ear.heard) >= 2)
        yield ear
    finally:
        await socket.close()
        await asyncio.wait([listening])


def listening(page: Sitter) -> Ear:
    """Hears what comes to a student's page, from now on."""
    ear, known = Ear(), page.recorder.delivered

    def delivered(reader: str, data: bytes | str) -> None:
        known(reader, data)
        ear.take(data)

    page.recorder.delivered = delivered  # type: ignore[method-assign]
    return ear


def orders(seat: SeatId, now: int) -> list[o.Action]:
    """Every action, in an order in which each finds something to do."""
    some = (seat,)
    return [
        o.Pause(None, "fire drill"),
        o.Resume(None),
        o.Pause(some, "a cramp"),
        o.Resume(some),
        o.Extend(None, 5 * MINUTE, "noise"),
        o.SetEnd(some, now + 90 * MINUTE, "as agreed"),
        o.Compensate(((seat, MINUTE),), "the network"),
        o.Announce(None, "Question 2 has a slip."),
        o.Announce(some, "For you alone."),
        o.Tell(some, "Sit down, please."),
        o.Lock(some, "see me"),
        o.Unlock(some),
        o.Claim(some, True),
        o.Claim(some, False),
        o.Dismiss(some, "offline", "seen-to"),
        o.Note(some, "note", "Came with a cold."),
        o.Note(None, "incident", "The lights went out."),
        o.Attend(some, "present"),
        o.Identify(some, "checked", ""),
        o.SetThresholds(Thresholds(away_times=5)),
        o.End(some, "left"),
        o.Reopen(some, MINUTE, "came back"),
        o.ForceSubmit(some, "left again"),
    ]


async def test_every_order_to_one_session_is_silence_in_the_other(
    place: School, edition: str
) -> None:
    one, code = await place.session(edition, title="One")
    other, other_code = await place.session(edition, title="Other")
    async with (
        sitter(place, code, "Writes in one") as here,
        sitter(place, other_code, "Writes in the other") as there,
        board_of(place, one) as our_board,
        board_of(place, other) as their_board,
    ):
        for page in (here, there):
            await eventually(lambda page=page: page.view is not None)  # type: ignore[misc]
            page.write(c.Begin())
            await eventually(lambda page=page: page.status is Status.IN_PROGRESS)  # type: ignore[misc]
        heard = listening(there)
        board = await place.board(one)
        # Boards that open and close in the other session are told there: none does from here on.
        await asyncio.sleep(1)
        before, ours = len(their_board.heard), len(our_board.heard)
        (seat,) = board.rows
        done = [
            (type(action).__name__, (await place.order(one, action)).word)
            for action in orders(seat, board.now)
        ]
        assert [name for name, word in done if word] == []
        missing = {one.__name__ for one in o.Action.__args__} - {name for name, _ in done}
        assert missing == {"Admit", "CountHeld", "Settle", "Undo"}, "shown in stories of their own"
        await eventually(lambda: here.status is Status.SUBMITTED)
        await asyncio.sleep(1)
        assert len(our_board.heard) > ours + len(done)
        assert their_board.heard[before:] == []
        assert heard.heard == []
        assert there.view is not None
        assert (there.view.room.paused, there.view.notices, there.view.seat.given) == (None, [], [])


async def test_an_order_that_names_another_sessions_student_reaches_nobody(
    place: School, edition: str
) -> None:
    one, code = await place.session(edition, title="One")
    other, _ = await place.session(edition, title="Other")
    async with sitter(place, code, "Writes in one") as here:
        await eventually(lambda: here.view is not None)
        assert here.view is not None
        seat = here.view.seat.seat
        before = (await place.board(one)).rows
        for action in (o.Pause((seat,)), o.Lock((seat,), "x"), o.Admit(seat, DeviceId("d" * 22))):
            assert (await place.order(other, action)).word == "no-such-seat"
        assert (await place.board(one)).rows == before
