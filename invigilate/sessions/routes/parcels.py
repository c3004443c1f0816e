"""The last resort over HTTP: the seat's key for a parcel, and the board that takes one in.

The file is the body as it is; nothing of it is kept but the changes in it, each under its turn.
"""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.errors import NotValid, Refused
from invigilate.people.model import Right
from invigilate.rooms.carrying import looked_at, taken_in
from invigilate.rooms.parcel import (
    MOST_BYTES,
    Parcel,
    fingerprint_of,
    opened,
    proof_of,
    public_of,
    room_key,
)
from invigilate.sessions import seating
from invigilate.sessions.access import acting_on
from invigilate.sessions.duties import Duty
from invigilate.sessions.model import Session, State
from invigilate.sessions.notes import note
from invigilate.sessions.routes.parts import parts
from invigilate.sessions.routes.start import SEAT_COOKIE


class Key(msgspec.Struct, frozen=True):
    """Answer of GET /api/seat/parcel-key: all that a page needs to make a parcel offline."""

    room: str
    seat: str
    key: str
    """The room's public key: an uncompressed point of P-256, hexadecimal."""
    proof: str


class Which(msgspec.Struct, frozen=True):
    """The query: whose file it has to be, and on accepting which file was looked at."""

    seat: str = ""
    fingerprint: str = ""


async def key(request: Request) -> Response:
    """GET /api/seat/parcel-key: told at Begin and kept by the page."""
    held = parts(request)
    token = asking.cookie(request, SEAT_COOKIE)
    seated = await seating.seated(held.engine, held.clock, token)
    asking.require_seat(request, seated.seat)
    public = public_of(room_key(held.secret, seated.room)).hex()
    proof = proof_of(held.secret, seated.room, seated.seat)
    return answer(Key(seated.room, seated.seat, public, proof))


async def look(request: Request) -> Response:
    """POST /api/sessions/{session}/parcel/preview: what would become of it; nothing is stored."""
    held = parts(request)
    parcel, fingerprint = await _parcel(request, await _session(request, "look-into-file"))
    return answer(await looked_at(held.rooms, parcel, fingerprint, held.clock.now_ms()))


async def take(request: Request) -> Response:
    """POST /api/sessions/{session}/parcel?fingerprint=…: takes it in, and writes down who did."""
    held = parts(request)
    session = await _session(request, "take-file")
    parcel, fingerprint = await _parcel(request, session)
    if asking.query(request, Which).fingerprint != fingerprint:
        raise NotValid("parcel-other-file", "This is not the file that was looked at. Look again.")
    asker = await asking.asker(request, Right.ROOM_STEER)
    now = held.clock.now_ms()
    done = await taken_in(held.rooms, parcel, fingerprint, f"person:{asker.person_id}", now)
    after = {
        "seat": parcel.label.seat,
        "device": parcel.label.device,
        "fingerprint": fingerprint,
        "changes": done.changes,
        "saved": done.saved,
        "held": done.held,
        "refused": done.refused,
    }
    async with held.engine.writing() as connection:
        await note(connection, asker, now, "parcel.taken-in", session.id, after=after)
    return answer(done)


async def _session(request: Request, duty: Duty) -> Session:
    """The session, for whose grade includes this; asked before a byte of the file is read."""
    asker = await asking.asker(request)
    session_id = asking.path_id(request, "session")
    async with parts(request).engine.reading() as connection:
        session = await acting_on(connection, asker, session_id, duty)
    if session.state is State.DRAFT:
        raise Refused("not-published", "This session is a draft; nobody wrote in it.")
    return session


async def _parcel(request: Request, session: Session) -> tuple[Parcel, str]:
    held = parts(request)
    data = await asking.content(request, MOST_BYTES)
    parcel = await asyncio.to_thread(opened, held.secret, session.room_id, data)
    wanted = asking.query(request, Which).seat
    if wanted and wanted != parcel.label.seat:
        sentence = "This file is of another student. Open it from the board's menu instead."
        raise NotValid("parcel-other-student", sentence)
    return parcel, fingerprint_of(data)


S = "/api/sessions/{session}/parcel"
routes = [
    Route("/api/seat/parcel-key", key),
    Route(f"{S}/preview", look, methods=["POST"]),
    Route(S, take, methods=["POST"]),
]
