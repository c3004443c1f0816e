"""Marking sealed booklets, which follows a job of the keeper's, and reading results."""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from invigilate.assessments.actions import outline_of, whole_of
from invigilate.assessments.delivering import read_delivered, read_whole
from invigilate.assessments.editions import paper_of
from invigilate.assessments.items import Item, Value
from invigilate.clock import Clock
from invigilate.grading import export, printing, tables
from invigilate.grading.model import (
    Band,
    Booklet,
    Grading,
    Marks,
    Part,
    Result,
    counted,
    marked,
    result_of,
)
from invigilate.grading.wording import labelled
from invigilate.people.model import Asker, Right, require, require_own
from invigilate.rooms.plan import Slot
from invigilate.store.engine import Engine
from invigilate.store.work import Job

KIND = "mark"
"""The job that the keeper asks for with each seal."""
PAPERS_AT_HAND = 4
"""Papers that one process keeps read: a hall hands in one paper within minutes."""


class Sitting(msgspec.Struct, frozen=True):
    """Which session's results are asked for: whose, in which room, of which edition."""

    organisation_id: str
    room: str
    edition: str


class Results(msgspec.Struct, frozen=True):
    """The results of a session: counts of each grading and of each band, and every student."""

    title: str
    counts: dict[Grading, int]
    bands: dict[Band, int]
    students: tuple[Result, ...]


class _Asked(msgspec.Struct, frozen=True):
    room: str
    seat: str
    seal: int


class _Sealed(msgspec.Struct, frozen=True):
    answers: tuple[tuple[str, Value], ...]


class _Loaded(msgspec.Struct, frozen=True):
    title: str
    delivered: str
    slots: tuple[Slot, ...]
    marks: list[tables.StoredMarks]


class Marker:
    """Marks sealed booklets; `mark` is the function of the job `mark`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._papers: dict[tuple[str, str], tuple[Item, ...]] = {}

    async def mark(self, job: Job) -> None:
        """Mark one seal, once: a seal that is marked already keeps its marks.

        Raises LookupError or NotFound where the seal or its edition is missing, ValueError where
        they do not belong together; the job is then tried again, and its log line tells.
        """
        asked = msgspec.json.decode(job.body, type=_Asked)
        async with self._engine.reading() as connection:
            sealed = await tables.seal_of(
                connection, job.organisation_id, asked.room, asked.seat, asked.seal
            )
        if sealed is None:
            raise LookupError(f"seal {asked.seal} of seat {asked.seat} is not stored")
        answers = msgspec.json.decode(sealed.body, type=_Sealed).answers
        items = await self._items(job.organisation_id, sealed.edition)
        made = Marks(asked.seat, asked.seal, marked(items, answers))
        async with self._engine.writing() as connection:
            now = self._clock.now_ms()
            await tables.add_marks(connection, job.organisation_id, asked.room, made, now)

    async def _items(self, organisation_id: str, whole: str) -> tuple[Item, ...]:
        name = (organisation_id, whole)
        if name not in self._papers:
            async with self._engine.reading() as connection:
                data = await whole_of(connection, organisation_id, whole)
            items = (await asyncio.to_thread(read_whole, data)).items
            self._papers[name] = items
            while len(self._papers) > PAPERS_AT_HAND:
                del self._papers[next(iter(self._papers))]
            return items
        return self._papers[name]


async def see_results(
    engine: Engine, asker: Asker, sitting: Sitting, booklets: Sequence[Booklet]
) -> Results:
    """The results of a session, by candidate number.

    Raises NotAllowed (`no-right`), NotFound (`no-such-session`, `no-such-edition`).
    """
    loaded = await _load(engine, asker, sitting)
    return await asyncio.to_thread(_results, loaded, booklets)


async def results_file(
    engine: Engine, asker: Asker, sitting: Sitting, booklets: Sequence[Booklet]
) -> bytes:
    """The results with the points of every item, as CSV. Raises as `see_results`."""
    loaded = await _load(engine, asker, sitting)
    return await asyncio.to_thread(_results_file, loaded, booklets)


async def answers_file(
    engine: Engine, asker: Asker, sitting: Sitting, booklets: Sequence[Booklet]
) -> bytes:
    """All answers as they count now, sealed or not, as CSV. Raises as `see_results`."""
    loaded = await _load(engine, asker, sitting)
    async with engine.reading() as connection:
        data = await paper_of(connection, sitting.organisation_id, loaded.delivered)
    return await asyncio.to_thread(_answers_file, loaded, data, booklets)


async def _load(engine: Engine, asker: Asker, sitting: Sitting) -> _Loaded:
    require(asker, Right.RESULTS_SEE)
    require_own(asker, sitting.organisation_id, "session")
    async with engine.reading() as connection:
        outline = await outline_of(connection, sitting.organisation_id, sitting.edition)
        rows = await tables.marks_of(connection, sitting.organisation_id, sitting.room)
    return _Loaded(outline.title, outline.delivered, outline.slots, rows)


def _results(loaded: _Loaded, booklets: Sequence[Booklet]) -> Results:
    marks = by_seal(loaded.marks)
    students = tuple(result_of(booklet, marks) for booklet in ordered(booklets))
    bands = dict.fromkeys(Band, 0)
    for student in students:
        if student.band is not None:
            bands[student.band] += 1
    return Results(loaded.title, counted(students), bands, students)


def _results_file(loaded: _Loaded, booklets: Sequence[Booklet]) -> bytes:
    marks = by_seal(loaded.marks)
    results = [result_of(booklet, marks) for booklet in ordered(booklets)]
    parts: list[Mapping[str, Part]] = []
    for result in results:
        # A reopened booklet has an old seal whose marks no longer count.
        found = marks.get((result.seat, result.seal)) if result.points is not None else None
        parts.append({part.item: part for part in found.parts} if found else {})
    items = list(dict.fromkeys(slot.label.partition("/")[0] for slot in loaded.slots))
    return export.results_csv(list(zip(results, parts, strict=True)), items)


def _answers_file(loaded: _Loaded, paper: bytes, booklets: Sequence[Booklet]) -> bytes:
    labels = [slot.label for slot in loaded.slots]
    slots = dict(labelled(read_delivered(paper)))
    return export.answers_csv(ordered(booklets), labels, slots)


def by_seal(rows: Sequence[tables.StoredMarks]) -> dict[tuple[str, int], Marks]:
    """Stored marks, read, by seat and seal."""
    return {
        (row.seat, row.seal): Marks(
            row.seat, row.seal, msgspec.json.decode(row.parts, type=tuple[Part, ...])
        )
        for row in rows
    }


def ordered(booklets: Sequence[Booklet]) -> list[Booklet]:
    """Booklets by candidate number."""
    return sorted(booklets, key=lambda one: (one.number, one.name, one.seat))


async def booklets_page(
    engine: Engine, sitting: Sitting, booklets: Sequence[Booklet], proof: str
) -> str:
    """All booklets as one page to print; for whoever may watch the session."""
    async with engine.reading() as connection:
        outline = await outline_of(connection, sitting.organisation_id, sitting.edition)
        data = await paper_of(connection, sitting.organisation_id, outline.delivered)
    paper = read_delivered(data)
    return await asyncio.to_thread(
        printing.page, outline.title, paper, outline.delivered, booklets, proof
    )
