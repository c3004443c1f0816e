"""Papers: made of an assessment's items, frozen into editions, and read.

Making one takes long where there are many items, so it is done in a thread.
"""

import asyncio
from collections.abc import Sequence

import msgspec

from invigilate.assessments.access import assessment_of
from invigilate.assessments.delivering import Delivered, deliver, whole
from invigilate.assessments.exchange.report import Media
from invigilate.assessments.items import Item
from invigilate.assessments.model import Assessment, EditionLine, Outline, outlined
from invigilate.assessments.tables import banks, papers
from invigilate.errors import NotValid
from invigilate.people.model import Asker, no_such
from invigilate.store.engine import Connection, Engine

MOST_PAPER_BYTES = 8_000_000
"""Of what students get and what is kept together: a hall fetches the one at once, and storing
both holds the writer line."""


class _Shown(msgspec.Struct, frozen=True):
    """Of an item, what pictures students see with it."""

    media: tuple[str, ...] = ()


async def preview(engine: Engine, asker: Asker, assessment_id: str) -> Delivered:
    """The paper as students would get it now.

    Raises NotFound (`no-such-assessment`), NotValid (`not-deliverable`).
    """
    assessment, texts = await with_items(engine, asker, assessment_id)
    return await asyncio.to_thread(_delivered, assessment, texts)


async def preview_media(engine: Engine, asker: Asker, assessment_id: str, name: str) -> Media:
    """A picture that the assessment's items show to students; raises NotFound otherwise."""
    _, texts = await with_items(engine, asker, assessment_id)
    shown = [msgspec.json.decode(text, type=_Shown) for text in texts]
    if not any(name in item.media for item in shown):
        raise no_such("picture")
    async with engine.reading() as connection:
        return await _picture(connection, asker.organisation_id, name)


async def paper_of(connection: Connection, organisation_id: str, delivered: str) -> bytes:
    """The bytes that students get, for whoever may read them; raises NotFound."""
    data = await papers.delivered_by(connection, organisation_id, delivered)
    if data is None:
        raise no_such("paper")
    return data


async def picture_of(
    connection: Connection, organisation_id: str, delivered: str, name: str
) -> Media:
    """A picture of this very paper; raises NotFound (`no-such-picture`) for any other."""
    if name not in await papers.media_names(connection, organisation_id, delivered):
        raise no_such("picture")
    return await _picture(connection, organisation_id, name)


async def with_items(
    engine: Engine, asker: Asker, assessment_id: str
) -> tuple[Assessment, list[str]]:
    """An assessment and its items as JSON, in its order."""
    async with engine.reading() as connection:
        assessment = await assessment_of(connection, asker, assessment_id)
        texts = await banks.item_texts(
            connection, asker.organisation_id, assessment.bank, assessment.items
        )
    return assessment, texts


def frozen(
    assessment: Assessment, texts: Sequence[str], salt: bytes, edition_id: str
) -> papers.Frozen:
    """An edition with all its bytes, its number and instant still to be given.

    Raises NotValid (`not-deliverable`, `paper-too-large`).
    """
    items = [msgspec.json.decode(text, type=Item) for text in texts]
    students = deliver(assessment.title, items, assessment.navigation, assessment.language)
    kept, name = whole(assessment.title, items, salt)
    if len(students.data) + len(kept) > MOST_PAPER_BYTES:
        sentence = "This paper is too large to be given to a hall; split it or shorten its texts."
        raise NotValid("paper-too-large", sentence)
    outline = Outline(
        edition=edition_id,
        title=assessment.title,
        delivered=students.name,
        whole=name,
        slots=outlined(students.paper),
        items=len(items),
        navigation=assessment.navigation,
    )
    line = EditionLine(edition_id, 0, assessment.title, students.name, 0)
    return papers.Frozen(line, students.data, kept, salt, outline, students.media)


def numbered(made: papers.Frozen, number: int, now: int) -> papers.Frozen:
    """The edition under its number, published at this instant."""
    line = msgspec.structs.replace(made.line, number=number, created_at=now)
    return msgspec.structs.replace(made, line=line)


async def _picture(connection: Connection, organisation_id: str, name: str) -> Media:
    picture = await banks.media_by(connection, organisation_id, name)
    if picture is None:
        raise no_such("picture")
    return picture


def _delivered(assessment: Assessment, texts: Sequence[str]) -> Delivered:
    items = [msgspec.json.decode(text, type=Item) for text in texts]
    return deliver(assessment.title, items, assessment.navigation, assessment.language)
