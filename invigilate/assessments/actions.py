"""Banks, assessments and editions: right → load → decide → store → audit, in one transaction."""

import asyncio
import secrets

import msgspec
from msgspec import UNSET, UnsetType

from invigilate.assessments.access import assessment_of, bank_of
from invigilate.assessments.editions import frozen, numbered, with_items
from invigilate.assessments.items import Navigation
from invigilate.assessments.model import (
    Assessment,
    Bank,
    Line,
    Outline,
    good_language,
    good_order,
    good_title,
)
from invigilate.assessments.notes import note
from invigilate.assessments.tables import banks, papers
from invigilate.clock import Clock
from invigilate.errors import NotValid, Refused
from invigilate.people.model import Asker, Right, no_such, require
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import new_id

SALT_BYTES = 32


class NewAssessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says of a new assessment."""

    bank: str
    title: str
    items: tuple[str, ...] = ()
    navigation: Navigation = "free"
    language: str = ""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be otherwise in an assessment; what is left out stays."""

    title: str | UnsetType = UNSET
    items: tuple[str, ...] | UnsetType = UNSET
    navigation: Navigation | UnsetType = UNSET
    language: str | UnsetType = UNSET


class Published(msgspec.Struct, frozen=True):
    """The edition that publishing made."""

    edition: str
    number: int
    delivered: str


async def list_banks(engine: Engine, asker: Asker) -> list[Bank]:
    """The banks of the asker's organisation by title."""
    require(asker, Right.ASSESSMENTS_SEE)
    async with engine.reading() as connection:
        return await banks.banks_of(connection, asker.organisation_id)


async def add_bank(engine: Engine, clock: Clock, asker: Asker, title: str) -> Bank:
    """Make an empty bank. Raises NotValid (`title`)."""
    require(asker, Right.ASSESSMENTS_CHANGE)
    made = Bank(new_id(), good_title(title), 0)
    async with engine.writing() as connection:
        now = clock.now_ms()
        await banks.add_bank(connection, asker.organisation_id, made.bank, made.title, now)
        await note(connection, asker, now, "bank-added", ("bank", made.bank), after=made)
    return made


async def see_bank(engine: Engine, asker: Asker, bank_id: str) -> tuple[str, list[Line]]:
    """A bank's title and its items. Raises NotFound (`no-such-bank`)."""
    async with engine.reading() as connection:
        title = await bank_of(connection, asker, bank_id)
        return title, await banks.lines_of(connection, bank_id)


async def list_assessments(engine: Engine, asker: Asker) -> list[Assessment]:
    """The assessments of the asker's organisation by title."""
    require(asker, Right.ASSESSMENTS_SEE)
    async with engine.reading() as connection:
        return await papers.assessments_of(connection, asker.organisation_id)


async def see_assessment(engine: Engine, asker: Asker, assessment_id: str) -> Assessment:
    """One assessment. Raises NotFound (`no-such-assessment`)."""
    async with engine.reading() as connection:
        return await assessment_of(connection, asker, assessment_id)


async def add_assessment(
    engine: Engine, clock: Clock, asker: Asker, new: NewAssessment
) -> Assessment:
    """Make a draft. Raises NotFound (`no-such-bank`), NotValid as `change_assessment` does."""
    require(asker, Right.ASSESSMENTS_CHANGE)
    async with engine.writing() as connection:
        await bank_of(connection, asker, new.bank)
        return await store_draft(connection, clock.now_ms(), asker, new)


async def store_draft(
    connection: Connection, now: int, asker: Asker, new: NewAssessment
) -> Assessment:
    """A draft within a transaction that has checked the right and the bank."""
    made = Assessment(
        assessment=new_id(),
        bank=new.bank,
        title=good_title(new.title),
        items=good_order(new.items, frozenset(await banks.names_of(connection, new.bank))),
        navigation=new.navigation,
        language=good_language(new.language),
        state="draft",
        changed=True,
        revision=1,
    )
    await papers.add_assessment(connection, asker.organisation_id, made, now)
    await note(connection, asker, now, "assessment-added", _target(made), after=made)
    return made


async def change_assessment(
    engine: Engine, clock: Clock, asker: Asker, assessment_id: str, change: Change
) -> Assessment:
    """Change title, order, navigation or language; its editions stay as they are.

    Raises NotFound (`no-such-assessment`), NotValid: `title`, `language`, `too-many-items`,
    `same-item`, `no-such-item`.
    """
    require(asker, Right.ASSESSMENTS_CHANGE)
    async with engine.writing() as connection:
        before = await assessment_of(connection, asker, assessment_id, lock=True)
        in_bank = frozenset(await banks.names_of(connection, before.bank))
        after = _changed(before, change, in_bank)
        if after == before:
            return before
        now = clock.now_ms()
        await papers.change_assessment(connection, after, now)
        await note(
            connection,
            asker,
            now,
            "assessment-changed",
            _target(after),
            before=_content(before),
            after=_content(after),
        )
    return after


async def publish(engine: Engine, clock: Clock, asker: Asker, assessment_id: str) -> Published:
    """Freeze the assessment as it stands into its next edition.

    The papers are made outside of the transaction, which then checks that nobody changed the
    assessment meanwhile. Raises NotFound (`no-such-assessment`), NotValid (`empty-paper`,
    `not-deliverable`, `paper-too-large`), Refused (`changed`).
    """
    require(asker, Right.ASSESSMENTS_CHANGE)
    assessment, texts = await with_items(engine, asker, assessment_id)
    if not texts:
        raise NotValid("empty-paper", "This assessment has no items yet; add some first.")
    salt = secrets.token_bytes(SALT_BYTES)
    made = await asyncio.to_thread(frozen, assessment, texts, salt, new_id())
    async with engine.writing() as connection:
        held = await assessment_of(connection, asker, assessment_id, lock=True)
        if held.revision != assessment.revision:
            raise Refused(
                "changed", "Someone has just changed this assessment; look at it and publish again."
            )
        now = clock.now_ms()
        edition = numbered(made, len(held.editions) + 1, now)
        await papers.add_edition(connection, asker.organisation_id, assessment_id, edition)
        await papers.mark_published(connection, assessment_id, now)
        await note(
            connection,
            asker,
            now,
            "assessment-published",
            _target(assessment),
            after={"edition": edition.line, "whole": edition.outline.whole},
        )
    return Published(edition.line.edition, edition.line.number, edition.line.delivered)


async def outline_of(connection: Connection, organisation_id: str, edition_id: str) -> Outline:
    """What a room may know of an edition; raises NotFound (`no-such-edition`)."""
    outline = await papers.outline_by(connection, organisation_id, edition_id)
    if outline is None:
        raise no_such("edition")
    return outline


async def whole_of(connection: Connection, organisation_id: str, whole_name: str) -> bytes:
    """The kept bytes of an edition by its whole name, keys included: for marking alone.

    `delivering.read_whole` reads them. Raises NotFound (`no-such-edition`).
    """
    data = await papers.whole_by(connection, organisation_id, whole_name)
    if data is None:
        raise no_such("edition")
    return data


def _changed(before: Assessment, change: Change, in_bank: frozenset[str]) -> Assessment:
    given = {k: v for k, v in msgspec.structs.asdict(change).items() if v is not UNSET}
    if change.title is not UNSET:
        given["title"] = good_title(change.title)
    if change.language is not UNSET:
        given["language"] = good_language(change.language)
    if change.items is not UNSET:
        given["items"] = good_order(change.items, in_bank)
    after = msgspec.structs.replace(before, **given)
    if after == before:
        return before
    return msgspec.structs.replace(after, changed=True, revision=before.revision + 1)


def _content(assessment: Assessment) -> dict[str, object]:
    return {key: getattr(assessment, key) for key in Change.__struct_fields__}


def _target(assessment: Assessment) -> tuple[str, str]:
    return "assessment", assessment.assessment
