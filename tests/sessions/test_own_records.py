"""A student's own record over HTTP: what was saved, what was not, what was announced to them."""

from sqlalchemy import func, select, update

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.rooms.commands import Answer, Begin, Change, What
from invigilate.rooms.orders import Announce, CountHeld, End
from invigilate.store.engine import Engine
from invigilate.store.schema import room_event
from tests.sessions.sitting import opened, told
from tests.sessions.test_parcels import file_of, take


async def test_a_record_says_what_was_saved_when_and_holds_nothing_of_others(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        ada, device, seat = await hall.joined(made["code"], number="1042")
        bob, others, its_seat = await hall.joined(made["code"], number="0043")
        for each, mine, value in ((seat, device, "a"), (its_seat, others, "c")):
            changes: list[tuple[int, What]] = [
                (1, Begin()),
                (2, Answer(0, value)),
                (3, Answer(0, "b")),
                (4, Answer(1, "zz")),
            ]
            for turn, what in changes:
                change = Change(SeatId(each), DeviceId(mine), turn, what)
                await hall.parts.rooms.do(RoomId(session), f"seat:{each}", change)
                hall.parts.clock.turn(1)
        record = told(await ada.get("/api/seat/record"))
        page = (await ada.get("/api/seat/record")).text
        nobody = await hall.page().get("/api/seat/record")
        other = told(await bob.get("/api/seat/record"))
    [place] = record["places"]
    assert (place["label"], place["changes"], place["last"] - place["first"]) == ("q1", 2, 1_000)
    [refused] = record["apart"]
    assert (refused["label"], refused["became"], refused["word"]) == ("q2", "refused", "value")
    assert [one["what"] for one in record["moments"]] == ["joined", "begun"]
    assert (record["number"], record["status"]) == ("1042", "In Progress")
    assert (other["number"], nobody.status_code) == ("0043", 401)
    for strange in ("Charles", "0043", its_seat, others, device, "person:"):
        assert strange not in page


async def test_a_record_grows_with_the_log(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        ada, device, seat = await hall.joined(made["code"], number="1042")
        before = told(await ada.get("/api/seat/record"))
        data = file_of(hall, session, seat, device)
        told(await take(hall.office, session, data))
        after = told(await ada.get("/api/seat/record"))
    assert before["places"] == []
    assert [one["label"] for one in after["places"]] == ["q1", "q2"]
    assert (before["carried"], after["carried"]) == (0, 3)
    assert after["version"] > before["version"]


async def test_a_record_of_a_log_that_was_altered_is_not_told(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        ada, device, seat = await hall.joined(made["code"], number="1042")
        await hall.begin(made["session"], seat, device)
        async with sqlite_engine.writing() as connection:
            last = select(func.max(room_event.c.version)).scalar_subquery()
            await connection.execute(
                update(room_event).where(room_event.c.version == last).values(body=b"forged")
            )
        heard = await ada.get("/api/seat/record")
    assert (heard.status_code, heard.json()["word"]) == (409, "log-not-whole")


async def test_a_record_says_what_came_late_and_when_staff_counted_it(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published(auto_submit=False, grace_ms=0)
        session = made["session"]
        ada, device, seat = await hall.joined(made["code"], number="1042")
        await hall.begin(session, seat, device)
        await hall.order(session, End(None, ""))
        hall.parts.clock.turn(1)
        data = file_of(hall, session, seat, device, [(1, Begin()), (2, Answer(0, "a"))])
        told(await take(hall.office, session, data))
        before = told(await ada.get("/api/seat/record"))
        hall.parts.clock.turn(1)
        await hall.order(session, CountHeld(SeatId(seat)))
        after = told(await ada.get("/api/seat/record"))
    [held] = before["apart"]
    late = {"label": "q1", "kind": "", "word": "late", "at": held["at"], "merged": None}
    assert held == late | {"became": "held", "counted": None}
    [counted] = after["apart"]
    assert counted == late | {"became": "counted", "counted": held["at"] + 1_000}


async def test_a_record_holds_the_announcements_to_this_student_and_no_others(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        ada, _, seat = await hall.joined(made["code"], number="1042")
        _, _, other = await hall.joined(made["code"], number="0043")
        await hall.order(session, Announce(None, "For all."))
        await hall.order(session, Announce((SeatId(seat),), "For one."))
        await hall.order(session, Announce((SeatId(other),), "For another."))
        record = told(await ada.get("/api/seat/record"))
    assert [one["text"] for one in record["notices"]] == ["For all.", "For one."]
