"""Who may go on watching a session whose board is open, and what a seat reads of its own."""

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import Answer, Begin, Change, HandIn, What
from invigilate.sessions.access import still_watches
from invigilate.store.engine import Engine
from tests.sessions.sitting import opened, told


async def test_who_is_taken_off_a_session_watches_it_no_more(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        session = (await hall.published())["session"]
        await hall.proctor("eve", session)
        (named,) = (await hall.whole(session))["proctors"]
        people = told(await hall.office.get("/api/people"))["people"]
        (office,) = (each["id"] for each in people if each["id"] != named)

        async def watching() -> list[bool]:
            engine = hall.parts.engine
            return [await still_watches(engine, each, session) for each in (named, office)]

        before = await watching()
        told(await hall.patch(session, proctors=[]))
        assert (before, await watching()) == ([True, True], [False, True])


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
