"""Banks, assessments and papers over HTTP: the office's side, and the paper that students get."""

import gzip
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.assessments import actions, editions, importing
from invigilate.assessments.exchange.report import Media
from invigilate.assessments.model import Assessment, Bank, Line
from invigilate.errors import NotFound
from invigilate.ids import OrganisationId

PICTURE = re.compile(r"[0-9a-f]{64}\.[a-z]{3,4}")
IMMUTABLE = {"cache-control": "private, max-age=31536000, immutable"}
FRESH = {"cache-control": "no-store"}
BYTES = {"x-content-type-options": "nosniff"}
SANDBOX = {"content-security-policy": "sandbox"}
"""Nothing in a picture may run, even where a browser is told to open it as a page."""
ORDER_BYTES = 256 * 1024
"""Bytes of a body that may name a thousand items."""


class PaperParts(asking.Parts, Protocol):
    """What these routes need beside the usual; `app.py` provides it."""

    async def may_read_paper(self, request: Request, delivered: str) -> OrganisationId:
        """Whose paper it is, for whoever may read it; raises NotFound for all others.

        That is a seat whose room runs a paper of this delivered name and which has begun, and
        staff of an organisation that has this paper.
        """
        ...


class NewBank(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of POST /api/banks."""

    title: str


class Banks(msgspec.Struct, frozen=True):
    """Answer of GET /api/banks."""

    banks: Sequence[Bank]


class SeenBank(msgspec.Struct, frozen=True):
    """Answer of GET /api/banks/{bank}."""

    bank: str
    title: str
    items: Sequence[Line]


class Assessments(msgspec.Struct, frozen=True):
    """Answer of GET /api/assessments."""

    assessments: Sequence[Assessment]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Query of an import."""

    name: str = ""


async def list_banks(request: Request) -> Response:
    """GET /api/banks: the organisation's banks."""
    asker = await asking.asker(request)
    return answer(Banks(await actions.list_banks(asking.parts(request).engine, asker)))


async def add_bank(request: Request) -> Response:
    """POST /api/banks: one bank more."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    new = await asking.body(request, NewBank)
    return answer(await actions.add_bank(parts.engine, parts.clock, asker, new.title), 201)


async def see_bank(request: Request) -> Response:
    """GET /api/banks/{bank}: its items."""
    asker = await asking.asker(request)
    bank = asking.path_id(request, "bank")
    title, lines = await actions.see_bank(asking.parts(request).engine, asker, bank)
    return answer(SeenBank(bank, title, lines))


async def import_file(request: Request) -> Response:
    """POST /api/banks/{bank}/import?name=FILE: the body is the file; answers the report."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    bank = asking.path_id(request, "bank")
    name = asking.query(request, File).name
    await importing.check_bank(parts.engine, asker, bank)
    data = await asking.content(request, parts.settings.limits.upload_bytes)
    return answer(await importing.import_file(parts.engine, parts.clock, asker, bank, name, data))


async def list_assessments(request: Request) -> Response:
    """GET /api/assessments: the organisation's assessments."""
    asker = await asking.asker(request)
    engine = asking.parts(request).engine
    return answer(Assessments(await actions.list_assessments(engine, asker)))


async def add_assessment(request: Request) -> Response:
    """POST /api/assessments: a new draft."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    new = await asking.body(request, actions.NewAssessment, ORDER_BYTES)
    return answer(await actions.add_assessment(parts.engine, parts.clock, asker, new), 201)


async def see_assessment(request: Request) -> Response:
    """GET /api/assessments/{assessment}: one of them with its editions."""
    asker = await asking.asker(request)
    wanted = asking.path_id(request, "assessment")
    return answer(await actions.see_assessment(asking.parts(request).engine, asker, wanted))


async def change_assessment(request: Request) -> Response:
    """PATCH /api/assessments/{assessment}: title, order, navigation, language."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    wanted = asking.path_id(request, "assessment")
    change = await asking.body(request, actions.Change, ORDER_BYTES)
    return answer(await actions.change_assessment(parts.engine, parts.clock, asker, wanted, change))


async def publish(request: Request) -> Response:
    """POST /api/assessments/{assessment}/publish: its next edition."""
    parts = asking.parts(request)
    asker = await asking.asker(request)
    wanted = asking.path_id(request, "assessment")
    return answer(await actions.publish(parts.engine, parts.clock, asker, wanted), 201)


async def preview(request: Request) -> Response:
    """GET /api/assessments/{assessment}/preview: the bytes that students would get now."""
    asker = await asking.asker(request)
    wanted = asking.path_id(request, "assessment")
    shown = await editions.preview(asking.parts(request).engine, asker, wanted)
    return Response(shown.data, headers=FRESH | BYTES, media_type="application/json")


async def preview_media(request: Request) -> Response:
    """GET /api/assessments/{assessment}/preview/media/{name}: a picture of it."""
    asker = await asking.asker(request)
    wanted, name = asking.path_id(request, "assessment"), _picture_name(request)
    engine = asking.parts(request).engine
    return _picture(await editions.preview_media(engine, asker, wanted, name), FRESH)


async def paper(request: Request) -> Response:
    """GET /papers/{delivered}: the paper, for a seat that began and for its staff."""
    parts, delivered = _parts(request), asking.path_id(request, "delivered")
    organisation = await parts.may_read_paper(request, delivered)
    async with parts.engine.reading() as connection:
        data = await editions.paper_of(connection, organisation, delivered)
    headers = IMMUTABLE | BYTES | {"vary": "accept-encoding"}
    if "gzip" in asking.accepted(request.headers.get("accept-encoding", "")):
        data, headers = _small(data), headers | {"content-encoding": "gzip"}
    return Response(data, headers=headers, media_type="application/json")


@lru_cache(maxsize=8)
def _small(data: bytes) -> bytes:
    """A paper, gzip: a hall begins at one instant, and all ask for the same one."""
    return gzip.compress(data, 6, mtime=0)


async def paper_media(request: Request) -> Response:
    """GET /papers/{delivered}/media/{name}: a picture of this very paper."""
    parts, delivered = _parts(request), asking.path_id(request, "delivered")
    name = _picture_name(request)
    organisation = await parts.may_read_paper(request, delivered)
    async with parts.engine.reading() as connection:
        picture = await editions.picture_of(connection, organisation, delivered, name)
    return _picture(picture, IMMUTABLE)


def _parts(request: Request) -> PaperParts:
    return cast("PaperParts", asking.parts(request))


def _picture_name(request: Request) -> str:
    name = str(request.path_params["name"])
    if PICTURE.fullmatch(name) is None:
        raise NotFound("no-such-picture", "There is no such picture, or it is not yours to see.")
    return name


def _picture(picture: Media, caching: dict[str, str]) -> Response:
    headers = caching | BYTES | SANDBOX
    return Response(picture.data, headers=headers, media_type=picture.type)


routes: list[Route] = [
    Route("/api/banks", list_banks, methods=["GET"]),
    Route("/api/banks", add_bank, methods=["POST"]),
    Route("/api/banks/{bank}", see_bank, methods=["GET"]),
    Route("/api/banks/{bank}/import", import_file, methods=["POST"]),
    Route("/api/assessments", list_assessments, methods=["GET"]),
    Route("/api/assessments", add_assessment, methods=["POST"]),
    Route("/api/assessments/{assessment}", see_assessment, methods=["GET"]),
    Route("/api/assessments/{assessment}", change_assessment, methods=["PATCH"]),
    Route("/api/assessments/{assessment}/publish", publish, methods=["POST"]),
    Route("/api/assessments/{assessment}/preview", preview, methods=["GET"]),
    Route("/api/assessments/{assessment}/preview/media/{name}", preview_media, methods=["GET"]),
    Route("/papers/{delivered}", paper, methods=["GET"]),
    Route("/papers/{delivered}/media/{name}", paper_media, methods=["GET"]),
]
