"""Signing in and out, one's own password, and the people of one's organisation, over HTTP."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer, done
from invigilate.api.cookies import clear_cookie, set_cookie
from invigilate.people import actions, sign_ins
from invigilate.people.model import Asker, Organisation, Person, rights_of


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/sign-in."""

    name: str
    password: str
    organisation: str | None = None


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/password."""

    old: str
    new: str


class Me(msgspec.Struct, frozen=True):
    """Who is signed in, and what they may do."""

    id: str
    name: str
    shown_name: str
    organisation: Organisation
    organisations: Sequence[Organisation]
    roles: Sequence[str]
    rights: Sequence[str]


class People(msgspec.Struct, frozen=True):
    """Answer of GET /api/people."""

    people: Sequence[Person]


async def sign_in(request: Request) -> Response:
    """POST /api/sign-in: a new sign-in and its cookie, whatever cookie came with it."""
    parts = asking.parts(request)
    given = await asking.body(request, SignIn)
    made = await sign_ins.sign_in(
        parts.engine,
        parts.clock,
        parts.settings.sign_in_hours,
        name=given.name,
        password=given.password,
        address=asking.address(request),
        organisation_id=given.organisation,
    )
    response = answer(await _me(request, made.asker))
    seconds = (made.expires - parts.clock.now_ms()) // 1_000
    set_cookie(
        response,
        request,
        parts.settings,
        asking.STAFF_COOKIE,
        made.token,
        max_age_seconds=seconds,
    )
    return response


async def sign_out(request: Request) -> Response:
    """POST /api/sign-out: the sign-in ends and the cookie goes."""
    parts = asking.parts(request)
    await sign_ins.sign_out(parts.engine, parts.clock, await asking.asker(request))
    response = done()
    clear_cookie(response, request, parts.settings, asking.STAFF_COOKIE)
    return response


async def me(request: Request) -> Response:
    """GET /api/me: who is signed in."""
    return answer(await _me(request, await asking.asker(request)))


async def password(request: Request) -> Response:
    """POST /api/password: another password; one's other sign-ins end."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    given = await asking.body(request, NewPassword)
    await sign_ins.change_password(
        parts.engine,
        parts.clock,
        asker,
        old=given.old,
        new=given.new,
        address=asking.address(request),
    )
    return done()


async def list_people(request: Request) -> Response:
    """GET /api/people: everyone of one's organisation."""
    asker = await asking.asker(request)
    return answer(People(await actions.list_people(asking.parts(request).engine, asker)))


async def add_person(request: Request) -> Response:
    """POST /api/people: someone more."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    new = await asking.body(request, actions.NewPerson)
    return answer(await actions.add_person(parts.engine, parts.clock, asker, new), 201)


async def remove_person(request: Request) -> Response:
    """DELETE /api/people/{person_id}: someone less; their sign-ins end."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    person_id = asking.path_id(request, "person_id")
    await actions.remove_person(parts.engine, parts.clock, asker, person_id)
    return done()


async def _me(request: Request, asker: Asker) -> Me:
    organisations = await sign_ins.organisations_of(asking.parts(request).engine, asker)
    return Me(
        id=asker.person_id,
        name=asker.name,
        shown_name=asker.shown_name,
        organisation=organisations[0],
        organisations=organisations,
        roles=asker.roles,
        rights=sorted(rights_of(asker.roles)),
    )


routes: list[Route] = [
    Route("/api/sign-in", sign_in, methods=["POST"]),
    Route("/api/sign-out", sign_out, methods=["POST"]),
    Route("/api/me", me, methods=["GET"]),
    Route("/api/password", password, methods=["POST"]),
    Route("/api/people", list_people, methods=["GET"]),
    Route("/api/people", add_person, methods=["POST"]),
    Route("/api/people/{person_id}", remove_person, methods=["DELETE"]),
]
