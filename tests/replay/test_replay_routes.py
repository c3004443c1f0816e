"""The replay over HTTP: who may ask for it, in which form, and what is answered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pytest
from httpx2 import AsyncClient
from msgspec import convert, msgpack
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from invigilate.api import asking
from invigilate.app import create
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.board import Row
from invigilate.rooms.commands import Answer, Change
from invigilate.rooms.grades import Grade
from invigilate.rooms.orders import Extend, Pause, Resume
from invigilate.rooms.replay.handwriting import Line
from invigilate.rooms.replay.replaying import Board
from invigilate.rooms.replay.replays import Replays
from invigilate.rooms.routes.replay import MSGPACK
from invigilate.rooms.routes.replay import routes as replayed
from invigilate.sessions import access
from invigilate.settings import Settings
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of, client_of
from tests.people.school import refusal
from tests.sessions.sitting import MINUTE, Sitting, opened, told


@dataclass
class Hall:
    """A published session in which Ada writes, and the way to its replay."""

    sitting: Sitting
    session: str
    seat: str
    device: str
    app: Starlette

    @property
    def path(self) -> str:
        return f"/api/sessions/{self.session}/replay"

    async def watcher(self, name: str, grade: Grade = "chief") -> AsyncClient:
        """Someone whom the session names, signed in where the replay is."""
        return self.moved(await self.sitting.proctor(name, self.session, grade=grade))

    def moved(self, client: AsyncClient) -> AsyncClient:
        """The same browser, at the app that replays."""
        there = client_of(self.app)
        there.cookies = client.cookies
        return there

    async def write(self, turn: int, value: str) -> None:
        change = Change(SeatId(self.seat), DeviceId(self.device), turn, Answer(0, value))
        await self.sitting.parts.rooms.do(RoomId(self.session), f"seat:{self.seat}", change)


@dataclass(frozen=True)
class Watched(TestParts):
    """What the routes of the replay may use: beside them stand those that a sitting needs."""

    replays: Replays = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "replays", Replays(self.engine))

    async def room_for(self, request: Request, session: str) -> RoomId:
        """As the server does it."""
        return await access.room_for(self.engine, await asking.asker(request), session)


@pytest.fixture
async def hall(sqlite_engine: Engine) -> AsyncIterator[Hall]:
    async with opened(sqlite_engine) as sitting:
        published = await sitting.published()
        session = published["session"]
        _, device, seat = await sitting.joined(published["code"], number="1042")
        await sitting.begin(session, seat, device)
        app = app_of(replayed, Watched(sqlite_engine, clock=sitting.parts.clock))
        yield Hall(sitting, session, seat, device, app)


async def lines(client: AsyncClient, hall: Hall, seat: str = "") -> list[Line]:
    answer = told(await client.get(f"{hall.path}/seats/{seat or hall.seat}"))
    return convert(answer["lines"], list[Line])


async def test_a_sitting_is_replayed_while_it_goes_on_and_when_it_is_over(hall: Hall) -> None:
    ada = await hall.watcher("ada")
    await hall.write(2, "a")
    await hall.sitting.order(hall.session, Pause(None, "alarm"))
    await hall.sitting.order(hall.session, Resume(None))
    await hall.sitting.order(hall.session, Extend(None, MINUTE, "alarm"))
    going = told(await ada.get(hall.path))
    assert going["closed_at"] is None
    assert [mark["kind"] for mark in going["marks"]] == ["opened", "paused", "resumed", "time"]
    then = told(await ada.get(f"{hall.path}/board", params={"at": going["marks"][1]["at"]}))
    assert then["head"]["title"] == "Physics"
    told(await hall.sitting.office.post(f"/api/sessions/{hall.session}/close"))
    over = told(await ada.get(hall.path))
    assert over["closed_at"] == over["marks"][-1]["at"]
    assert over["version"] > going["version"]
    told(await hall.sitting.office.post(f"/api/sessions/{hall.session}/archive"))
    assert told(await ada.get(hall.path)) == over


async def test_a_board_comes_as_json_or_as_the_bytes_of_the_socket(hall: Hall) -> None:
    ada = await hall.watcher("ada")
    ask = {"at": 2**52}
    as_json = await ada.get(f"{hall.path}/board", params=ask)
    packed = await ada.get(f"{hall.path}/board", params=ask, headers={"accept": MSGPACK})
    assert packed.headers["content-type"] == MSGPACK
    board = msgpack.decode(packed.content, type=Board)
    assert convert(told(as_json), Board) == board
    room = (await hall.sitting.parts.rooms.wake(RoomId(hall.session))).copy.room
    assert (board.version, board.at) == (room.version, room.at)
    assert {row.number for row in board.rows} == {"1042", "0043", "1044"}


async def test_steps_go_on_where_the_board_stood(hall: Hall) -> None:
    ada = await hall.watcher("ada")
    await hall.write(2, "a")
    board = told(await ada.get(f"{hall.path}/board", params={"at": 0}))
    ask = {"after": board["version"], "until": 2**52}
    steps = told(await ada.get(f"{hall.path}/steps", params=ask))
    whole = told(await ada.get(hall.path))
    assert (steps["version"], steps["more"]) == (whole["version"], False)
    last = {row[0]: convert(row, Row) for step in steps["steps"] for row in step[3]}
    assert last[SeatId(hall.seat)].answered == 1


async def test_a_student_writes_and_the_lines_say_how(hall: Hall) -> None:
    ada = await hall.watcher("ada")
    for turn, value in enumerate("abab", 2):
        await hall.write(turn, value)
    written = await lines(ada, hall)
    assert [line.deed for line in written] == ["joined", "begun", *["saved"] * 4]
    assert [line.what for line in written[2:]] == [Answer(0, value) for value in "abab"]
    answer = told(await ada.get(f"{hall.path}/seats/{hall.seat}", params={"after": 10**6}))
    assert (answer["lines"], answer["number"]) == ([], "1042")
    assert [slot["label"] for slot in answer["slots"]] == ["q1", "q2"]
    live = await hall.sitting.parts.rooms.wake(RoomId(hall.session))
    assert live.copy.room.plan is not None
    assert answer["delivered"] == live.copy.room.plan.delivered
    assert [slot["options"] for slot in answer["slots"]] == [
        list(slot.options) for slot in live.copy.room.plan.slots
    ]
    assert sorted(slot["question"] for slot in answer["slots"]) == [1, 2]


@pytest.mark.parametrize("grade", get_args(Grade))
async def test_whoever_may_watch_may_replay(hall: Hall, grade: Grade) -> None:
    ada = await hall.watcher("ada", grade)
    for path in ("", "/board?at=0", "/steps?after=1&until=1", f"/seats/{hall.seat}"):
        assert (await ada.get(hall.path + path)).status_code == 200


async def test_nobody_else_may(hall: Hall) -> None:
    code = (await hall.sitting.whole(hall.session))["code"]
    student, _, _ = await hall.sitting.joined(code, number="0043")
    stranger = hall.moved(await hall.sitting.proctor("bob"))
    async with opened(
        hall.sitting.parts.engine, "Other School", "chair", hall.sitting.parts
    ) as other:
        neighbour = hall.moved(other.office)
        for path in ("", "/board?at=0", "/steps?after=1&until=1", f"/seats/{hall.seat}"):
            for client in (hall.moved(student), client_of(hall.app)):
                answer = await client.get(hall.path + path)
                assert refusal(answer) == (401, "not-signed-in")
            for client in (stranger, neighbour):
                answer = await client.get(hall.path + path)
                assert refusal(answer) == (404, "no-such-session")


async def test_a_student_of_another_session_is_not_found(hall: Hall) -> None:
    other = await hall.sitting.published()
    _, _, seat = await hall.sitting.joined(other["code"], number="1042")
    ada = await hall.watcher("ada")
    answer = await ada.get(f"{hall.path}/seats/{seat}")
    assert refusal(answer) == (404, "no-such-seat")


async def test_a_session_in_which_nothing_happened_has_nothing_to_replay(hall: Hall) -> None:
    quiet = (await hall.sitting.published())["session"]
    draft = (await hall.sitting.draft())["session"]
    head = hall.moved(hall.sitting.office)
    answer = await head.get(f"/api/sessions/{draft}/replay")
    assert refusal(answer) == (409, "not-published")
    answer = await head.get(f"/api/sessions/{quiet}/replay")
    assert refusal(answer) == (404, "nothing-to-replay")


@pytest.mark.parametrize(
    "query",
    [
        "board",
        "board?at=soon",
        "board?at=-1",
        "board?at=9007199254740992",
        "board?at=1&at=2",
        "board?at=1&who=ada",
        "steps?after=1",
        "steps?after=1&until=2&every=99",
        "seats/AAAAAAAAAAAAAAAAAAAAAA?after=x",
    ],
)
async def test_a_question_that_is_none_is_refused(hall: Hall, query: str) -> None:
    ada = await hall.watcher("ada")
    assert refusal(await ada.get(f"{hall.path}/{query}")) == (422, "query")


def test_the_server_has_these_routes(tmp_path: Path) -> None:
    routes = create(Settings(data_folder=tmp_path)).routes
    paths = [route.path for route in routes if isinstance(route, Route)]
    assert {route.path for route in replayed} <= set(paths)
