"""Who may go on watching a session whose board is open, and what a seat reads of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from invigilate.fanout import Reader
from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.parts import Parts
from invigilate.people.tokens import new_token
from invigilate.rooms.commands import Answer, Begin, Change, HandIn, What
from invigilate.rooms.grades import GRADES, Grade
from invigilate.sessions.access import grade_now
from invigilate.settings import Settings
from invigilate.store.engine import Engine
from invigilate.wire.closing import Closing
from tests.sessions.sitting import Sitting, opened, told


async def test_who_is_taken_off_a_session_watches_it_no_more(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        session = (await hall.published())["session"]
        await hall.proctor("eve", session, grade="invigilator")
        (named,) = (await hall.whole(session))["proctors"]
        people = told(await hall.office.get("/api/people"))["people"]
        (office,) = (each["id"] for each in people if each["id"] != named)

        async def watching() -> list[Grade | None]:
            engine = hall.parts.engine
            return [await grade_now(engine, each, session) for each in (named, office)]

        before = await watching()
        told(await hall.patch(session, proctors=[]))
        assert (before, await watching()) == (["invigilator", "chief"], [None, "chief"])


@pytest.fixture
async def worker(near: Sitting, tmp_path: Path) -> AsyncIterator[Parts]:
    """The server's own parts beside the sitting, with the sitting's live rooms."""
    address = f"sqlite:///{near.parts.engine.path}"
    secret = near.parts.secret.decode()
    made = Parts(Settings(data_folder=tmp_path, database_url=address, secret=secret))
    made.hub = near.parts.rooms.hub
    made.secret = near.parts.secret
    yield made
    await made.log.close()
    await made.engine.close()


async def board(worker: Parts, near: Sitting, proctor: AsyncClient, session: str) -> Reader:
    """A board that this proctor opens now, as the server opens it."""
    path, device = f"/api/sessions/{session}/tickets", new_token()
    ticket = told(await proctor.post(path, json={"device": device}))["ticket"]
    who = await worker.read_ticket(ticket)
    reader = Reader(who.role, who.device, "msgpack", None, who.person, who.cookie, grade=who.grade)
    live = await near.parts.rooms.wake(RoomId(session))
    live.attach(reader, "", 0, "")
    return reader


async def test_a_ticket_names_the_grade_of_whoever_asked(near: Sitting, worker: Parts) -> None:
    session = (await near.published())["session"]
    proctors = {grade: await near.proctor(grade, session, grade=grade) for grade in GRADES}
    read = {
        name: (await board(worker, near, client, session)).grade
        for name, client in [*proctors.items(), ("office", near.office)]
    }
    assert read == {
        "chief": "chief",
        "invigilator": "invigilator",
        "observer": "observer",
        "office": "chief",
    }


async def test_a_changed_grade_closes_that_persons_boards_to_come_back(
    near: Sitting, worker: Parts
) -> None:
    session = (await near.published())["session"]
    clients = [await near.proctor(name, session, grade="chief") for name in ("eve", "pat", "sam")]
    eve, pat, sam = [(await client.get("/api/me")).json()["id"] for client in clients]
    boards = [await board(worker, near, one, session) for one in (*clients, near.office)]
    await worker.close_revoked()
    before = [one.close_code for one in boards]
    named = [{"person": eve, "grade": "observer"}, {"person": pat, "grade": "chief"}]
    told(await near.patch(session, proctors=named))
    await worker.close_revoked()
    assert (before, [one.close_code for one in boards]) == (
        [None] * 4,
        [Closing.TICKET, None, Closing.REVOKED, None],
    )
    assert (await board(worker, near, clients[0], session)).grade == "observer"
    assert sam not in (await near.whole(session))["proctors"]


async def test_a_receipt_is_shown_to_its_own_seat_alone(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        pages = {}
        for number, value in (("1042", "a"), ("0043", "b")):
            page, device, seat = await hall.joined(made["code"], number=number)
            done: list[What] = [Begin(), Answer(0, value), HandIn()]
            for turn, what in enumerate(done, 1):
                change = Change(SeatId(seat), DeviceId(device), turn, what)
                await hall.parts.rooms.do(RoomId(made["session"]), f"seat:{seat}", change)
            pages[number, value] = page
        for (number, value), page in pages.items():
            shown = told(await page.get("/api/receipts"))["receipts"]
            assert [(each["number"], each["answers"]) for each in shown] == [
                (number, [["q1", value]])
            ]
