"""The last resort over HTTP: the seat's key, the board's look at a file, and taking it in."""

from typing import Any

from httpx2 import AsyncClient, Response

from invigilate.ids import DeviceId, RoomId, SeatId
from invigilate.people.tokens import new_token
from invigilate.rooms.commands import Answer, Begin, Change, HandIn, What
from invigilate.rooms.orders import End
from invigilate.rooms.parcel import MOST_BYTES, Label, fingerprint_of
from invigilate.store.engine import Engine
from tests.rooms.parcels import packed
from tests.sessions.sitting import Sitting, opened, told

WRITTEN: list[tuple[int, What]] = [
    (1, Begin()),
    (2, Answer(0, "a")),
    (3, Answer(1, "b")),
    (4, Answer(0, "no such option")),
]


def file_of(hall: Sitting, session: str, seat: str, device: str, changes: Any = WRITTEN) -> bytes:
    label = Label(RoomId(session), SeatId(seat), DeviceId(device))
    return packed(hall.parts.secret, label, changes)


async def look(client: AsyncClient, session: str, data: bytes, query: str = "") -> Response:
    return await client.post(f"/api/sessions/{session}/parcel/preview{query}", content=data)


async def take(client: AsyncClient, session: str, data: bytes, mark: str | None = None) -> Response:
    path = f"/api/sessions/{session}/parcel"
    query = {"fingerprint": fingerprint_of(data) if mark is None else mark}
    return await client.post(path, params=query, content=data)


def becomes(answer: dict[str, Any]) -> tuple[int, int, int, int]:
    return answer["here"], answer["saved"], answer["held"], answer["refused"]


async def test_a_seat_is_told_the_key_of_its_room_and_a_proof_of_its_own(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        ada, _, seat = await hall.joined(made["code"], number="1042")
        bob, _, _ = await hall.joined(made["code"], number="0043")
        one, other = [told(await page.get("/api/seat/parcel-key")) for page in (ada, bob)]
    assert (one["room"], one["seat"]) == (made["session"], seat)
    assert one["key"] == other["key"]
    assert one["proof"] != other["proof"]


async def test_looking_says_what_would_become_of_it_and_stores_nothing(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        _, device, seat = await hall.joined(made["code"], number="1042")
        data = file_of(hall, made["session"], seat, device)
        before = (await hall.parts.rooms.wake(RoomId(made["session"]))).position
        answer = told(await look(hall.office, made["session"], data))
        after = (await hall.parts.rooms.wake(RoomId(made["session"]))).position
        assert (await hall.seat(made["session"], seat)).status == "Joined"
    assert before == after
    assert becomes(answer) == (0, 3, 0, 1)
    assert (answer["number"], answer["fingerprint"]) == ("1042", fingerprint_of(data))
    assert answer["exceptions"] == [
        {"turn": 4, "kind": "Answer", "label": "q1", "becomes": "refused", "word": "value"}
    ]


async def test_taking_in_counts_what_counts_once_and_writes_down_who_did_it(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        _, device, seat = await hall.joined(made["code"], number="1042")
        proctor = await hall.proctor("pat", session)
        data = file_of(hall, session, seat, device)
        first = told(await take(proctor, session, data))
        again = told(await take(hall.office, session, data))
        kept = (await hall.seat(session, seat)).answered()
        assert (await hall.audited(session)).count("parcel.taken-in") == 2
    assert (becomes(first), becomes(again)) == ((0, 3, 0, 1), (4, 0, 0, 0))
    assert kept == {0: "a", 1: "b"}


async def test_what_arrived_over_the_network_before_is_only_known(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        _, device, seat = await hall.joined(made["code"], number="1042")
        await hall.begin(session, seat, device)
        data = file_of(hall, session, seat, device)
        assert becomes(told(await take(hall.office, session, data))) == (1, 2, 0, 1)
        late = Change(SeatId(seat), DeviceId(device), 3, Answer(1, "b"))
        held = await hall.parts.rooms.do(RoomId(session), f"seat:{seat}", late)
        assert (held.last, held.exceptions) == (4, ((4, "refused:value"),))  # type: ignore[union-attr]


async def test_a_device_that_the_seat_never_saw_joins_by_its_file(sqlite_engine: Engine) -> None:
    async with opened(sqlite_engine) as hall:
        made = await hall.published()
        session = made["session"]
        _, device, seat = await hall.joined(made["code"], number="1042")
        await hall.begin(session, seat, device)
        data = file_of(hall, session, seat, new_token(), [(1, Answer(0, "a"))])
        looked = told(await look(hall.office, session, data))
        taken = told(await take(hall.office, session, data))
    assert becomes(looked) == becomes(taken) == (0, 0, 1, 0)
    assert taken["exceptions"][0]["word"] == "pen"


async def test_what_comes_after_the_grace_is_held_for_staff_by_the_servers_clock(
    sqlite_engine: Engine,
) -> None:
    """What the device's own clock said when the file was made (`MADE`) is long ago."""
    async with opened(sqlite_engine) as hall:
        made = await hall.published(auto_submit=False, grace_ms=0)
        session = made["session"]
        _, device, seat = await hall.joined(made["code"], number="1042")
        await hall.begin(session, seat, device)
        await hall.order(session, End(None, ""))
        hall.parts.clock.turn(1)
        data = file_of(
            hall, session, seat, device, [(1, Begin()), (2, Answer(0, "a")), (3, HandIn())]
        )
        looked = told(await look(hall.office, session, data))
        taken = told(await take(hall.office, session, data))
    assert becomes(looked) == becomes(taken) == (1, 0, 2, 0)
    assert looked["exceptions"] == taken["exceptions"]
    assert {one["word"] for one in taken["exceptions"]} == {"late"}
    assert taken["hands_in"] is False


async def test_a_file_that_cannot_be_taken_in_is_refused_with_a_word(
    sqlite_engine: Engine,
) -> None:
    async with opened(sqlite_engine) as hall:
        made, other = await hall.published(), await hall.published()
        session = made["session"]
        _, device, seat = await hall.joined(made["code"], number="1042")
        _, _, bob = await hall.joined(made["code"], number="0043")
        data = file_of(hall, session, seat, device)
        stranger = file_of(hall, session, new_token(), device)
        later = file_of(hall, session, seat, device, [(3, Answer(0, "a"))])
        heard = [
            await look(hall.office, session, b"a photograph"),
            await look(hall.office, session, data[:-1]),
            await look(hall.office, session, data[:-1] + b"\0"),
            await look(hall.office, other["session"], data),
            await look(hall.office, session, data, f"?seat={bob}"),
            await look(hall.office, session, stranger),
            await look(hall.office, session, later),
            await take(hall.office, session, later),
            await take(hall.office, session, data, "0000 0000 0000 0000"),
            await look(hall.office, session, data + b"\0" * MOST_BYTES),
        ]
        untouched = await hall.seat(session, seat)
        assert untouched.status == "Joined"
    assert [(each.status_code, each.json()["word"]) for each in heard] == [
        (422, "parcel-none"),
        (422, "parcel-cut-short"),
        (422, "parcel-damaged"),
        (422, "parcel-other-session"),
        (422, "parcel-other-student"),
        (404, "no-such-seat"),
        (409, "parcel-gap"),
        (409, "parcel-gap"),
        (422, "parcel-other-file"),
        (413, "too-large"),
    ]
