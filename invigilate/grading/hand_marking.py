"""Marks that people give: what waits for one, and giving it, which the audit tells."""

import asyncio
from collections.abc import Sequence

import msgspec

from invigilate.assessments.actions import outline_of, whole_of
from invigilate.assessments.delivering import read_delivered, read_whole
from invigilate.assessments.editions import paper_of
from invigilate.clock import Clock
from invigilate.errors import NotFound, Refused
from invigilate.grading import tables
from invigilate.grading.actions import Sitting, by_seal, ordered
from invigilate.grading.by_hand import ItemToMark, NewMark, to_mark, with_mark
from invigilate.grading.model import Booklet, HandMark, Marks, Part
from invigilate.people.model import Asker, Right, require, require_own
from invigilate.store import audit
from invigilate.store.engine import Connection, Engine


class Marking(msgspec.Struct, frozen=True):
    """What a person marks in a session; `delivered` names the paper that has the pictures."""

    title: str
    delivered: str
    items: list[ItemToMark]


class Given(msgspec.Struct, frozen=True):
    """The marks that a response has now, the latest last."""

    marks: tuple[HandMark, ...]


class _Loaded(msgspec.Struct, frozen=True):
    title: str
    delivered: str
    paper: bytes
    whole: bytes
    marks: list[tables.StoredMarks]


async def see_marking(
    engine: Engine, asker: Asker, sitting: Sitting, booklets: Sequence[Booklet]
) -> Marking:
    """Every response that a person marks, by item and candidate number, without names.

    Raises NotAllowed (`no-right`), NotFound (`no-such-session`, `no-such-edition`).
    """
    _allow(asker, sitting)
    whose = sitting.organisation_id
    async with engine.reading() as connection:
        outline = await outline_of(connection, whose, sitting.edition)
        loaded = _Loaded(
            outline.title,
            outline.delivered,
            await paper_of(connection, whose, outline.delivered),
            await whole_of(connection, whose, outline.whole),
            await tables.marks_of(connection, whose, sitting.room),
        )
    return await asyncio.to_thread(_marking, loaded, booklets)


async def give_mark(
    engine: Engine, clock: Clock, asker: Asker, sitting: Sitting, new: NewMark
) -> Given:
    """Put a person's mark behind those that a response has; the same again changes nothing.

    Raises NotAllowed (`no-right`), NotFound (`no-such-session`, `no-such-response`), Refused
    (`sealed-again`, `not-for-a-person`, `marked-meanwhile`), NotValid (`points`, `comment`).
    """
    _allow(asker, sitting)
    async with engine.writing() as connection:
        marks = await _held(connection, sitting, new)
        now = clock.now_ms()
        before = next((part for part in marks.parts if part.item == new.item), None)
        if before is None:
            raise _no_such_response()
        after = with_mark(before, new, asker.person_id, asker.shown_name, now)
        if after is not before:
            parts = tuple(after if part is before else part for part in marks.parts)
            changed = msgspec.structs.replace(marks, parts=parts)
            await tables.set_parts(connection, sitting.organisation_id, sitting.room, changed)
            await audit.record(connection, _entry(asker, sitting, new, before, after))
    return Given(after.by_hand)


def _allow(asker: Asker, sitting: Sitting) -> None:
    require(asker, Right.RESULTS_MARK)
    require_own(asker, sitting.organisation_id, "session")


async def _held(connection: Connection, sitting: Sitting, new: NewMark) -> Marks:
    whose, room = sitting.organisation_id, sitting.room
    parts = await tables.parts_of(connection, whose, room, new.seat, new.seal)
    if parts is None:
        raise _no_such_response()
    if await tables.last_seal(connection, whose, room, new.seat) != new.seal:
        sentence = "This booklet was sealed again since; load the page and mark the new one."
        raise Refused("sealed-again", sentence)
    return Marks(new.seat, new.seal, msgspec.json.decode(parts, type=tuple[Part, ...]))


def _no_such_response() -> NotFound:
    return NotFound("no-such-response", "There is no such response, or it is not yours to see.")


def _entry(asker: Asker, sitting: Sitting, new: NewMark, before: Part, after: Part) -> audit.Entry:
    given = after.by_hand[-1]
    return audit.Entry(
        organisation_id=asker.organisation_id,
        at=given.at,
        person_id=asker.person_id,
        role=asker.role,
        action="mark-changed" if before.by_hand else "mark-given",
        target_kind="response",
        target_id=f"{sitting.room}/{new.seat}/{new.seal}/{new.item}",
        before=_said(before.by_hand[-1]) if before.by_hand else None,
        after=_said(given),
    )


def _said(mark: HandMark) -> dict[str, object]:
    return {"points": mark.points, "comment": mark.comment}


def _marking(loaded: _Loaded, booklets: Sequence[Booklet]) -> Marking:
    paper, items = read_delivered(loaded.paper), read_whole(loaded.whole).items
    found = to_mark(paper, items, ordered(booklets), by_seal(loaded.marks))
    return Marking(loaded.title, loaded.delivered, found)
