"""The students' start screen over HTTP: code, who one is, seat; and coming back by the cookie.

Each refusal of the steps before a seat takes the same time, so that a stopwatch tells a stranger
nothing that the text does not.
"""

from collections.abc import Awaitable
from typing import Annotated, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer, done, problem
from invigilate.api.cookies import clear_cookie, set_cookie
from invigilate.clock import Clock
from invigilate.errors import NotValid, Refused
from invigilate.people.tokens import new_token
from invigilate.sessions import seating
from invigilate.sessions.joining import Caller, StartScreen
from invigilate.sessions.routes.parts import parts
from invigilate.sessions.seating import device_id
from invigilate.sessions.tables.cookies import Seated
from invigilate.sessions.taking import AtDoor, Joined, Seating

T = TypeVar("T")
SEAT_COOKIE = "seat"
FLOOR_MS = 250
"""No refusal comes sooner than this."""
MOST_EARLIER = 16
DEVICE_COOKIE_SECONDS = 30 * 86_400


class Verify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/join/verify."""

    code: str


class Identify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/join/identify: a number, with the key where it is asked, or a guest."""

    code: str
    number: str | None = None
    key: str | None = None
    guest: str | None = None


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/join/confirm: `earlier`, the devices that this browser was before."""

    claim: str
    device: str
    earlier: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_EARLIER)] = ()


class Knocking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/join/door."""

    claim: str
    device: str


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/tickets."""

    device: str


class Seat(msgspec.Struct, frozen=True):
    """Answer of GET /api/seat."""

    seat: str
    room: str
    name: str
    number: str
    title: str


class AtSeat(msgspec.Struct, frozen=True):
    """Answer of the last step, with the cookie beside it."""

    state: Literal["joined"]
    seat: str
    device: str
    """As which device: the one that asked, or one that this browser was before."""


async def verify(request: Request) -> Response:
    """POST /api/join/verify: is a session open under this code?"""
    given = await asking.body(request, Verify)
    caller = _caller(request)
    return await _told(request, caller, _screen(request, caller).verify(given.code))


async def identify(request: Request) -> Response:
    """POST /api/join/identify: is this you?"""
    given = await asking.body(request, Identify)
    caller = _caller(request)
    screen = _screen(request, caller)
    if (given.number is None) is (given.guest is None):
        raise NotValid("body", "Give either a candidate number or a guest's name.")
    if given.guest is not None:
        return await _told(request, caller, screen.identify_guest(given.code, given.guest))
    number = given.number or ""
    return await _told(request, caller, screen.identify(given.code, number, given.key))


async def confirm(request: Request) -> Response:
    """POST /api/join/confirm: it is me."""
    given = await asking.body(request, Confirm)
    device, earlier = device_id(given.device), [device_id(one) for one in given.earlier]
    return await _seat(request, _seating(request).confirm(given.claim, device, earlier))


async def door(request: Request) -> Response:
    """POST /api/join/door: may I come in now?"""
    given = await asking.body(request, Knocking)
    device = device_id(given.device)
    return await _seat(request, _seating(request).door(given.claim, device))


async def seat(request: Request) -> Response:
    """GET /api/seat: whose seat cookie it is."""
    held = await _seated(request)
    return answer(Seat(held.seat, held.room, held.name, held.number, held.title))


async def ticket(request: Request) -> Response:
    """POST /api/tickets: what opens the socket of a seat."""
    held, seated = parts(request), await _seated(request)
    asking.require_seat(request, seated.seat)
    device = device_id((await asking.body(request, Device)).device)
    seconds = held.settings.ticket_seconds
    made = await seating.seat_ticket(held.rooms, held.clock, held.secret, seated, device, seconds)
    return answer(made)


async def leave(request: Request) -> Response:
    """POST /api/leave: this device forgets the seat; another one than the page's it keeps."""
    held = parts(request)
    token, response = asking.cookie(request, SEAT_COOKIE), done()
    named = asking.named_seat(request)
    if await seating.leave(held.engine, held.clock, held.rooms, token, named):
        clear_cookie(response, request, held.settings, SEAT_COOKIE)
    return response


async def _told(request: Request, caller: Caller, asked: Awaitable[object]) -> Response:
    """What came of a try, with the device cookie by which tries are counted."""
    try:
        response = answer(await _not_sooner(parts(request).clock, asked))
    except Refused as refused:
        response = problem(refused)
    if asking.device(request) is None:
        settings = parts(request).settings
        set_cookie(
            response,
            request,
            settings,
            asking.DEVICE_COOKIE,
            caller.device,
            max_age_seconds=DEVICE_COOKIE_SECONDS,
        )
    return response


async def _seat(request: Request, asked: Awaitable[Joined | AtDoor]) -> Response:
    held = parts(request)
    found = await _not_sooner(held.clock, asked)
    if isinstance(found, AtDoor):
        return answer(found)
    response = answer(AtSeat("joined", found.seat, found.device))
    set_cookie(
        response,
        request,
        held.settings,
        SEAT_COOKIE,
        found.token,
        max_age_seconds=found.seconds,
    )
    return response


async def _not_sooner(clock: Clock, asked: Awaitable[T]) -> T:
    """What is asked; a refusal of it not before the floor."""
    since = clock.now_ms()
    try:
        return await asked
    except Refused:
        await clock.sleep_until(since + FLOOR_MS)
        raise


async def _seated(request: Request) -> Seated:
    held = parts(request)
    token = asking.cookie(request, SEAT_COOKIE)
    return await seating.seated(held.engine, held.clock, token)


def _caller(request: Request) -> Caller:
    return Caller(asking.device(request) or new_token(), asking.address(request))


def _screen(request: Request, caller: Caller) -> StartScreen:
    held = parts(request)
    return StartScreen(held.engine, held.clock, held.secret, held.slowing, caller)


def _seating(request: Request) -> Seating:
    held = parts(request)
    return Seating(
        held.engine, held.clock, held.secret, held.rooms, held.slowing, asking.address(request)
    )


routes: list[Route] = [
    Route("/api/join/verify", verify, methods=["POST"]),
    Route("/api/join/identify", identify, methods=["POST"]),
    Route("/api/join/confirm", confirm, methods=["POST"]),
    Route("/api/join/door", door, methods=["POST"]),
    Route("/api/seat", seat, methods=["GET"]),
    Route("/api/tickets", ticket, methods=["POST"]),
    Route("/api/leave", leave, methods=["POST"]),
]
