"""What follows when two things happen to a bank or an assessment at the same time."""

import asyncio
import threading

import pytest

from invigilate.assessments import actions, importing
from invigilate.assessments.access import assessment_of
from invigilate.assessments.actions import Change
from invigilate.assessments.delivering import read_whole
from invigilate.assessments.importing import Reader
from invigilate.assessments.tables import banks, papers
from invigilate.errors import NotFound, Refused, Unavailable
from invigilate.people.model import Asker, Role
from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, opened, paper


def head_of(office: Office) -> Asker:
    """The head, as an action sees them."""
    return Asker(office.school.head.id, office.organisation, (Role.OFFICE,), "sign-in")


async def drafted(office: Office) -> str:
    """An assessment of two questions."""
    report = await office.take(await office.bank(), "a.json", paper(choice("q1"), choice("q2")))
    return str(report["assessment"]["assessment"])


async def test_the_outline_of_an_edition_is_read_by_its_own_organisation(office: Office) -> None:
    made = await office.publish(await drafted(office))
    other = await opened_beside(office)
    async with office.parts.engine.reading() as connection:
        outline = await actions.outline_of(connection, office.organisation, made["edition"])
        with pytest.raises(NotFound):
            await actions.outline_of(connection, other.organisation, made["edition"])
        with pytest.raises(NotFound):
            await actions.whole_of(connection, other.organisation, outline.whole)
        whole = read_whole(await actions.whole_of(connection, office.organisation, outline.whole))
    assert (outline.edition, outline.title, outline.delivered) == (
        made["edition"],
        "A paper",
        made["delivered"],
    )
    assert (outline.items, outline.navigation) == (2, "free")
    assert [slot.label for slot in outline.slots] == ["q1", "q2"]
    assert [item.id for item in whole.items] == ["q1", "q2"]
    assert [item.key("s").correct for item in whole.items] == [("a",), ("a",)]


async def opened_beside(office: Office) -> Office:
    """Another school on the same server."""
    return await opened(office.parts.engine, "Vale School", "rival")


async def test_who_publishes_what_somebody_just_changed_is_told(sqlite_engine: Engine) -> None:
    office = await opened(sqlite_engine)
    asker, assessment = head_of(office), await drafted(office)
    assert sqlite_engine.line is not None
    async with sqlite_engine.writing() as connection:
        publishing = asyncio.create_task(
            actions.publish(sqlite_engine, office.parts.clock, asker, assessment)
        )
        # Once it stands in line it has read, and waits to write.
        while not sqlite_engine.line._office:  # noqa: ASYNC110  nobody can tell us
            await asyncio.sleep(0)
        before = await assessment_of(connection, asker, assessment)
        after = actions._changed(before, Change(items=("q2",)), frozenset({"q1", "q2"}))
        await papers.change_assessment(connection, after, 0)
    with pytest.raises(Refused, match="changed"):
        await publishing
    assert (await office.assessment(assessment))["editions"] == []


async def test_two_who_publish_at_once_make_two_editions(office: Office) -> None:
    asker, assessment = head_of(office), await drafted(office)
    made = await asyncio.gather(
        actions.publish(office.parts.engine, office.parts.clock, asker, assessment),
        actions.publish(office.parts.engine, office.parts.clock, asker, assessment),
    )
    assert sorted(edition.number for edition in made) == [1, 2]


async def test_a_file_imported_twice_at_once_stands_once(office: Office) -> None:
    bank, data = await office.bank(), paper(choice("q1"), choice("q2"))
    reports = await asyncio.gather(
        *(
            importing.import_file(
                office.parts.engine, office.parts.clock, head_of(office), bank, "a.json", data
            )
            for _ in range(2)
        )
    )
    assert reports[0].assessment == reports[1].assessment
    async with office.parts.engine.reading() as connection:
        lines = await banks.lines_of(connection, bank)
    assert [line.id for line in lines] == ["q1", "q2"]


async def test_files_are_read_one_after_the_other_and_few_may_wait() -> None:
    reader, go = Reader(2), threading.Event()
    first = asyncio.create_task(reader.run(go.wait, 10))
    second = asyncio.create_task(reader.run(lambda: "read", 10))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await reader.run(lambda: "read", 10)
    go.set()
    assert [await first, await second] == [True, "read"]
    assert await reader.run(lambda: "again", 10) == "again"


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    reader, go = Reader(1), threading.Event()
    with pytest.raises(Refused, match="too-slow"):
        await reader.run(go.wait, 0)
    with pytest.raises(Unavailable):  # the thread is still at it
        await reader.run(lambda: "read", 10)
    go.set()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.zip", "a.zip"),
        ("/some/where/a.zip", "a.zip"),
        ("C:\\exams\\a.zip", "a.zip"),
        ("", "file"),
        ("a\0b\n.zip", "a b .zip"),
    ],
)
def test_a_files_name_is_kept_as_it_may_be_shown(sent: str, kept: str) -> None:
    assert importing.good_name(sent) == kept
