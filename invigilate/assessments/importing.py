"""Taking a file into a bank.

The file is read in a thread of its own, one at a time; what it holds is then written in slices
that hold the writer line for some milliseconds each: pictures first, so that no item ever names
one that is missing, then items, last the assessment. Whatever stops it in between, the same file
may be imported again: what is there already is recognised and not stored twice.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

import msgspec

from invigilate.assessments.access import bank_of
from invigilate.assessments.actions import NewAssessment, store_draft
from invigilate.assessments.exchange.reading import read
from invigilate.assessments.exchange.report import Imported, Media
from invigilate.assessments.items import Item, unique_id
from invigilate.assessments.model import (
    MOST_ITEMS,
    NOT_IN_TEST,
    Line,
    Made,
    Report,
    good_language,
    good_title,
    line_of,
    plain,
    reported,
)
from invigilate.assessments.notes import note
from invigilate.assessments.tables import banks, papers
from invigilate.assessments.tables.banks import Kept
from invigilate.clock import Clock
from invigilate.errors import NotValid, Refused, Unavailable
from invigilate.people.model import Asker, Right, require
from invigilate.store.engine import Connection, Engine

SLICE_BYTES = 1_000_000
SLICE_ROWS = 100
READ_SECONDS = 60.0
MOST_PICTURE_BYTES = 5_000_000
"""A larger one would be fetched by a whole hall at once, and hold the writer line for long."""
MOST_READING = 4
"""Files that one process reads or keeps waiting; the next one is told to come again."""

T = TypeVar("T")


class Prepared(msgspec.Struct, frozen=True):
    """What a file gives, ready to be written; `lines` has the refused ones too."""

    name: str
    format: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    kept: tuple[Kept, ...]
    media: tuple[tuple[str, Media], ...]
    wanted: NewAssessment | None
    left_out: tuple[str, ...]


class Reader:
    """Runs what takes long in one thread, in the order of asking; a few may wait."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked = 0
        self._count = Lock()
        self._thread = ThreadPoolExecutor(1, "import")

    async def run(self, function: Callable[[], T], seconds: float) -> T:
        """What the function gives.

        Raises Unavailable where too many wait, Refused (`too-slow`) after so many seconds; the
        thread cannot be stopped, and the next one waits until it is done.
        """
        with self._count:
            if self._asked >= self._most:
                raise Unavailable("other files are being imported")
            self._asked += 1
        running = self._thread.submit(function)
        running.add_done_callback(self._done)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(running)
        except TimeoutError:
            raise Refused("too-slow", "This file takes too long to read; split it.") from None

    def _done(self, _: "Future[T]") -> None:
        with self._count:
            self._asked -= 1


READER = Reader(MOST_READING)
"""One for each process: what it bounds is the process's memory."""


async def check_bank(engine: Engine, asker: Asker, bank_id: str) -> None:
    """Whether the asker may import into this bank, before the file is even received.

    Raises NotAllowed (`no-right`), NotFound (`no-such-bank`).
    """
    require(asker, Right.ASSESSMENTS_CHANGE)
    async with engine.reading() as connection:
        await bank_of(connection, asker, bank_id)


async def import_file(
    engine: Engine, clock: Clock, asker: Asker, bank_id: str, name: str, data: bytes
) -> Report:
    """Take a file's items into a bank; a test in it, a GIFT file or our own paper makes a draft.

    Raises NotFound (`no-such-bank`), NotValid with what is wrong with the file as a whole,
    Refused (`too-slow`), Unavailable where too many files are being read.
    """
    await check_bank(engine, asker, bank_id)
    called = good_name(name)
    made = await READER.run(lambda: prepared(data, called), READ_SECONDS)
    for pictures in slices(made.media, lambda one: len(one[1].data)):
        async with engine.writing() as connection:
            await banks.add_media(connection, asker.organisation_id, pictures, clock.now_ms())
    stored: dict[str, Line] = {}
    for kept in slices(made.kept, lambda one: len(one.source.data) * 2):
        async with engine.writing() as connection:
            stored |= await _store(connection, clock.now_ms(), asker, bank_id, made.name, kept)
    drafted = await _draft(engine, clock, asker, made, bank_id, stored)
    lines = tuple(stored.get(line.id, line) if line.kind else line for line in made.lines)
    return reported(made.name, made.format, lines, made.notes, drafted)


def prepared(data: bytes, name: str) -> Prepared:
    """A file read, whatever its format is; takes seconds, so never on the event loop.

    Raises NotValid with what is wrong with the file as a whole.
    """
    imported = read(data, name)
    _check_pictures(imported)
    items = {item.id: item for item in imported.items}
    # A refused item may carry the id of one that was taken.
    lines = [
        (entry, line_of(entry, None if entry.verdict == "refused" else items[entry.item]))
        for entry in imported.report.entries
    ]
    kept = tuple(_kept(line, items[entry.item], imported) for entry, line in lines if line.kind)
    notes = list(map(plain, imported.report.notes))
    beside = {entry.item for entry, _ in lines if NOT_IN_TEST in entry.reasons}
    in_test = [one.item for one in kept if one.item.id not in beside]
    wanted = _wanted(data, imported, in_test)
    if wanted is not None and len(wanted.items) > MOST_ITEMS:
        notes.append(f"no assessment was made: it would have more than {MOST_ITEMS} items")
        wanted = None
    return Prepared(
        name=name,
        format=imported.report.format,
        notes=tuple(notes),
        lines=tuple(line for _, line in lines),
        kept=kept,
        media=tuple(imported.media.items()),
        wanted=wanted,
        left_out=tuple(item.id for item in in_test if not item.deliverable),
    )


def slices(things: Sequence[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """The things in order, in parts of at most `SLICE_BYTES` and `SLICE_ROWS`.

    What is larger than a part by itself makes one alone.
    """
    part: list[T] = []
    held = 0
    for thing in things:
        if part and (held + size(thing) > SLICE_BYTES or len(part) == SLICE_ROWS):
            yield part
            part, held = [], 0
        part.append(thing)
        held += size(thing)
    if part:
        yield part


def good_name(name: str) -> str:
    """The last part of a file's name, as it may be shown."""
    return plain(name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "file"


def _check_pictures(imported: Imported) -> None:
    large = {n for n, one in imported.media.items() if len(one.data) > MOST_PICTURE_BYTES}
    for item in imported.items if large else ():
        if large & {*item.media, *item.scorer.media}:
            sentence = f"“{item.id}” has a picture of more than 5 MB; make it smaller."
            raise NotValid("picture-too-large", sentence, item=item.id)


def _kept(line: Line, item: Item, imported: Imported) -> Kept:
    digest = hashlib.sha256(msgspec.json.encode(item)).digest()
    source = imported.originals.get(item.source.sha256, Media(b"", item.source.media_type))
    return Kept(line, item, digest, source)


def _wanted(data: bytes, imported: Imported, items: Iterable[Item]) -> NewAssessment | None:
    """The assessment that this file asks for; the bank is not known here yet."""
    given = tuple(item.id for item in items if item.deliverable)
    if not given or (imported.report.format == "QTI" and not data.startswith(b"PK")):
        return None
    return NewAssessment("", _title(imported), given, imported.navigation, _language(imported))


def _title(imported: Imported) -> str:
    title = plain(imported.title) or plain(imported.report.name)
    return good_title(title[:200])


def _language(imported: Imported) -> str:
    try:
        return good_language(imported.language)
    except NotValid:
        return ""


async def _store(
    connection: Connection,
    now: int,
    asker: Asker,
    bank_id: str,
    file: str,
    kept: Sequence[Kept],
) -> dict[str, Line]:
    """Store what the bank does not have; gives the line of each by the id in the file."""
    await bank_of(connection, asker, bank_id, lock=True)
    held = await banks.names_of(connection, bank_id)
    by_digest = {digest: name for name, digest in held.items()}
    names = set(held)
    new: list[Kept] = []
    lines: dict[str, Line] = {}
    for one in kept:
        if one.digest in by_digest:
            lines[one.line.id] = _again(one.line, by_digest[one.digest])
            continue
        called = _named(one, unique_id(one.item.id, names))
        lines[one.line.id] = called.line
        new.append(called)
    if new:
        await banks.add_items(connection, asker.organisation_id, bank_id, len(held), new, now)
        after = {"file": file, "items": [one.line.id for one in new]}
        await note(connection, asker, now, "items-imported", ("bank", bank_id), after=after)
    return lines


def _again(line: Line, name: str) -> Line:
    return msgspec.structs.replace(line, id=name, why=_said(line, "the bank had it already"))


def _named(one: Kept, name: str) -> Kept:
    if name == one.item.id:
        return one
    why = _said(one.line, f"another item of the bank is called “{one.item.id}”: this is “{name}”")
    verdict = "warning" if one.line.verdict == "taken" else one.line.verdict
    return msgspec.structs.replace(
        one,
        line=msgspec.structs.replace(one.line, id=name, why=why, verdict=verdict),
        item=msgspec.structs.replace(one.item, id=name),
    )


def _said(line: Line, more: str) -> str:
    return f"{line.why}; {more}" if line.why else more


async def _draft(
    engine: Engine,
    clock: Clock,
    asker: Asker,
    made: Prepared,
    bank_id: str,
    stored: dict[str, Line],
) -> Made | None:
    """The draft that the file asks for, or the one that it made before."""
    if made.wanted is None:
        return None
    items = tuple(stored[item].id for item in made.wanted.items)
    wanted = msgspec.structs.replace(made.wanted, bank=bank_id, items=items)
    left_out = tuple(stored[item].id for item in made.left_out)
    async with engine.writing() as connection:
        await bank_of(connection, asker, bank_id, lock=True)
        drafts = await papers.assessments_of(connection, asker.organisation_id, bank_id=bank_id)
        same = [
            each
            for each in drafts
            if (each.title, each.items, each.navigation, each.language)
            == (wanted.title, wanted.items, wanted.navigation, wanted.language)
        ]
        draft = same[0] if same else await store_draft(connection, clock.now_ms(), asker, wanted)
    return Made(draft.assessment, draft.title, len(draft.items), left_out)
