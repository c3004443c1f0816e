"""The HTTP way: the same frames as over the socket, for a page that cannot open one.

`POST /live/answers` and `POST /live/signs` take one frame, `GET /live/state` gives the snapshot;
the seat cookie says who, a header says which device. And what staff read of a room: booklets.
"""

from typing import Protocol

from msgspec import json, msgpack
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer, done
from invigilate.errors import NotValid
from invigilate.ids import DeviceId, RoomId, SeatId, is_random_id
from invigilate.rooms import commands as c
from invigilate.rooms.answering import Who, answer_changes, seated, welcome
from invigilate.rooms.conversations import conversation, kept_apart
from invigilate.rooms.record import read_booklets, receipts_of
from invigilate.rooms.routes.watched import WatchedParts, watched, watched_id
from invigilate.store.engine import Engine
from invigilate.wire import frames as f
from invigilate.wire.codec import Form, encode, read_client

DEVICE_HEADER = "invigilate-device"
MSGPACK = "application/vnd.msgpack"


class LiveParts(WatchedParts, Protocol):
    """What these routes need besides what the socket needs."""

    async def seat_of(self, request: Request) -> tuple[RoomId, SeatId, str]:
        """Room, seat and cookie id of the seat cookie. Raises Refused `not-joined` (401)."""
        ...

    @property
    def engine(self) -> Engine: ...


def _parts(request: Request) -> LiveParts:
    return asking.parts(request)  # type: ignore[return-value]


async def _who(request: Request) -> Who:
    room, seat, cookie = await _parts(request).seat_of(request)
    asking.require_seat(request, seat)
    device = request.headers.get(DEVICE_HEADER, "")
    if not is_random_id(device):
        raise NotValid("device", "The header Invigilate-Device names the device: 22 characters.")
    who = Who(room, DeviceId(device), "student", seat, "", None, cookie)
    await seated(_parts(request).rooms, who)
    return who


async def _present(request: Request) -> Who:
    """Who asks, whose seat is here with it: a page that cannot open a socket is not offline."""
    who, held = await _who(request), _parts(request)
    assert who.seat is not None
    held.presences.asked(await held.rooms.wake(who.room), who.seat)
    return who


def _form(request: Request) -> Form:
    kind = request.headers.get("content-type", request.headers.get("accept", ""))
    return "json" if "json" in kind else "msgpack"


async def _frame(request: Request) -> f.ClientFrame:
    data = await asking.content(request, _parts(request).settings.limits.client_message_bytes)
    return read_client(data.decode() if _form(request) == "json" else data)


def _reply(request: Request, body: bytes) -> Response:
    kind = "application/json" if _form(request) == "json" else MSGPACK
    return Response(body, media_type=kind, headers={"cache-control": "no-store"})


async def answers(request: Request) -> Response:
    """POST /live/answers: one Answers frame; answered with Acked."""
    who, frame = await _present(request), await _frame(request)
    if not isinstance(frame, f.Answers) or who.seat is None:
        raise NotValid("malformed", "Send one Answers frame.")
    rooms = _parts(request).rooms
    acked = await answer_changes(rooms, who.room, who.seat, who.device, frame.changes)
    return _reply(request, encode(acked, _form(request)))


async def signs(request: Request) -> Response:
    """POST /live/signs: one Signed or Reached frame; 204, or the refusal."""
    who, frame = await _present(request), await _frame(request)
    if not isinstance(frame, f.Signed | f.Reached) or who.seat is None:
        raise NotValid("malformed", "Send one Signed or Reached frame.")
    if isinstance(frame, f.Reached):
        live = await _parts(request).rooms.wake(who.room)
        await _parts(request).receipts.told(live, who.seat, frame.came, frame.shown)
        return done()
    gesture = c.Gesture(who.seat, who.device, frame.sign)
    await _parts(request).rooms.do(who.room, f"seat:{who.seat}", gesture)
    return done()


async def state(request: Request) -> Response:
    """GET /live/state: [Welcome, Snapshot] as an array."""
    who, held = await _present(request), _parts(request)
    live = await held.rooms.wake(who.room)
    await held.rooms.followers.catch_up([who.room])
    assert who.seat is not None
    frames = [welcome(live, who, False, held.clock.now_ms()), *live.view_of(who.seat)]
    writer = json.encode if _form(request) == "json" else msgpack.encode
    return _reply(request, writer(frames))


async def apart(request: Request) -> Response:
    """GET /live/apart: what other devices of one's seat did while they had no pen."""
    who, held = await _who(request), _parts(request)
    live = await held.rooms.wake(who.room)
    await held.rooms.followers.catch_up([who.room])
    assert who.seat is not None
    return answer(kept_apart(live.copy.room, who.seat, who.device))


async def spoken(request: Request) -> Response:
    """GET /api/sessions/{session}/seats/{seat}/conversation: for staff, from the live room."""
    live = await watched(request)
    return answer(conversation(live.copy.room, SeatId(asking.path_id(request, "seat"))))


async def receipts(request: Request) -> Response:
    """GET /api/receipts: what was sealed of one's own booklet, with the answers."""
    held = _parts(request)
    room, seat, _ = await held.seat_of(request)
    asking.require_seat(request, seat)
    return answer({"receipts": await receipts_of(held.engine, room, seat)})


async def all_booklets(request: Request) -> Response:
    """GET /api/sessions/{session}/booklets: all answers, from the log, its chain verified."""
    room = await watched_id(request)
    return answer(await read_booklets(_parts(request).rooms.keeper.log, room))


routes = [
    Route("/live/answers", answers, methods=["POST"]),
    Route("/live/signs", signs, methods=["POST"]),
    Route("/live/state", state),
    Route("/live/apart", apart),
    Route("/api/receipts", receipts),
    Route("/api/sessions/{session}/seats/{seat}/conversation", spoken),
    Route("/api/sessions/{session}/booklets", all_booklets),
]
