"""Reading a request into types of ours, within limits; whatever does not fit is refused.

The parts of the server that a route needs hang on `app.state.parts` (`Parts`).
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol, TypeVar, cast

import msgspec
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import HTTPConnection, Request

from invigilate.api import peer
from invigilate.api.cookies import read_cookie
from invigilate.clock import Clock
from invigilate.errors import NotFound, NotValid, Refused
from invigilate.people import sign_ins
from invigilate.people.model import Asker, Right, require
from invigilate.people.tokens import is_token
from invigilate.settings import Settings
from invigilate.store.engine import Engine

STAFF_COOKIE = "staff"
DEVICE_COOKIE = "device"
SEAT_HEADER = "invigilate-seat"

T = TypeVar("T")
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 as JSON escapes it; PostgreSQL cannot keep it in a text."""
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Parts(Protocol):
    """What every route may use; `app.py` builds one and puts it on `app.state.parts`."""

    @property
    def engine(self) -> Engine:
        """The database."""
        ...

    @property
    def settings(self) -> Settings:
        """How this server runs."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def secret(self) -> bytes:
        """The server secret, 32 bytes."""
        ...


class TooLarge(NotValid):
    """More was sent than is read."""

    status = 413


class NotThisKind(NotValid):
    """The body is not of the kind that is asked here."""

    status = 415


class OtherSeat(Refused):
    """A page speaks for another seat than the one whose cookie its browser holds by now."""


class Upload(msgspec.Struct, frozen=True):
    """One file as it was sent, and the form's other fields; the name is the sender's word."""

    name: str
    content: bytes
    fields: dict[str, str]


def parts(connection: HTTPConnection) -> Parts:
    """The parts of the server."""
    return cast("Parts", connection.app.state.parts)


async def body(request: Request, kind: type[T], limit: int | None = None) -> T:
    """The JSON body as this type; `limit` in bytes, by default `limits.body_bytes`.

    Raises NotThisKind (`not-json`), TooLarge (`too-large`), or NotValid (`body`) which says where.
    """
    if _content_type(request) != "application/json":
        raise NotThisKind("not-json", "Send the body as application/json.")
    text = await content(request, limit or parts(request).settings.limits.body_bytes)
    if NUL.search(text):
        raise NotValid("body", "The character U+0000 stands in no text of ours.")
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotValid("body", f"{error}.") from None


async def content(request: Request, limit: int) -> bytes:
    """The body as it is, at most `limit` bytes; raises TooLarge (`too-large`) beyond."""
    held = bytearray()
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            held += chunk
            if len(held) > limit:
                raise TooLarge("too-large", f"At most {limit} bytes are read.", limit=limit)
    return bytes(held)


async def upload(request: Request, field: str = "file", limit: int | None = None) -> Upload:
    """The one file in a form's field; `limit` in bytes, by default `limits.upload_bytes`.

    Raises NotThisKind (`not-a-form`), TooLarge (`too-large`), NotValid (`form`).
    """
    if _content_type(request) != "multipart/form-data":
        raise NotThisKind("not-a-form", "Send the file as multipart/form-data.")
    text = await content(request, limit or parts(request).settings.limits.upload_bytes)

    async def whole() -> AsyncGenerator[bytes, None]:
        yield text

    parser = MultiPartParser(request.headers, whole(), max_files=1, max_fields=32)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise NotValid("form", error.message) from None
    try:
        return await _uploaded(form.get(field), dict(form.multi_items()), field)
    finally:
        await form.close()


def path_id(request: Request, name: str) -> str:
    """An id out of the path; one that cannot be any is answered like one that is not there."""
    value = str(request.path_params[name])
    if ID.fullmatch(value) is None:
        raise NotFound("no-such-page", "There is no such thing, or it is not yours to see.")
    return value


def query(request: Request, kind: type[T]) -> T:
    """The query's parameters as a Struct of texts, numbers and switches, each given once.

    Raises NotValid (`query`) which says where.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise NotValid("query", f"“{name}” is given twice.", at=name)
        if "\0" in value:
            raise NotValid("query", "The character U+0000 stands in no text of ours.", at=name)
        given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise NotValid("query", f"{error}.") from None


def address(connection: HTTPConnection) -> str:
    """The client's address; proxies are believed only where the settings name them."""
    return peer.client_address(connection, parts(connection).settings)


def cookie(connection: HTTPConnection, name: str) -> str:
    """What one of our cookies holds, empty where there is none of the right kind."""
    return read_cookie(connection, parts(connection).settings, name)


def device(connection: HTTPConnection) -> str | None:
    """The device cookie's token, by which tries are counted; None where there is none."""
    token = cookie(connection, DEVICE_COOKIE)
    return token if is_token(token) else None


def named_seat(connection: HTTPConnection) -> str:
    """The seat that a page says it was opened for; empty where it says none."""
    return connection.headers.get(SEAT_HEADER, "")


def require_seat(connection: HTTPConnection, seat: str) -> None:
    """A page speaks for the seat that it was opened for, whatever its browser's cookie says by now.

    A browser has one seat cookie and may have pages of two seats. Raises OtherSeat (`other-seat`).
    """
    if named_seat(connection) not in ("", seat):
        raise OtherSeat(
            "other-seat",
            "This page belongs to another seat than the one that was taken in this browser since.",
        )


async def asker(connection: HTTPConnection, right: Right | None = None) -> Asker:
    """Who is signed in, and has this right.

    Raises NotSignedIn (`not-signed-in`), NotAllowed (`no-right`).
    """
    held = parts(connection)
    token = cookie(connection, STAFF_COOKIE)
    found = await sign_ins.signed_in(held.engine, held.clock, token)
    if right is not None:
        require(found, right)
    return found


async def _uploaded(file: object, form: dict[str, object], field: str) -> Upload:
    if not isinstance(file, UploadFile):
        raise NotValid("form", f"The file is expected in the field “{field}”.", at=field)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return Upload(file.filename or "", await file.read(), fields)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def accepted(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding takes by name; `q=0` refuses one (RFC 9110 §12.5.3)."""
    named = (part.partition(";") for part in header.lower().split(","))
    return frozenset(
        name.strip() for name, _, weight in named if not _is_nothing(weight.strip())
    ) - {""}


def _is_nothing(weight: str) -> bool:
    name, _, value = weight.partition("=")
    return name.strip() == "q" and value.strip(" 0.") == "" and value.strip() != ""
