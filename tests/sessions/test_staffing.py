"""Naming proctors in grades, and what staff read of one another; on both databases."""

import pytest
from httpx2 import AsyncClient

from invigilate.store.audit import entries_of
from tests.people.school import person, refusal
from tests.sessions.sitting import Sitting, told


async def added(sitting: Sitting, *names: str) -> list[str]:
    """New proctors, by id."""
    made = [
        told(await sitting.office.post("/api/people", json=person(name, "proctor")), 201)
        for name in names
    ]
    return [each["id"] for each in made]


async def test_proctors_are_named_with_a_grade_or_without(sitting: Sitting) -> None:
    session = (await sitting.draft())["session"]
    eve, pat = await added(sitting, "eve", "pat")
    whole = told(await sitting.patch(session, proctors=[eve]))
    assert whole["named"] == [{"person": eve, "grade": "chief"}]
    given = [{"person": pat, "grade": "observer"}, {"person": eve, "grade": "invigilator"}]
    whole = told(await sitting.patch(session, proctors=given))
    assert whole["named"] == sorted(given, key=lambda each: each["person"])
    assert whole["proctors"] == sorted([eve, pat])
    assert told(await sitting.patch(session, title="Chemistry"))["named"] == whole["named"]


async def test_each_change_of_grades_is_audited_once(sitting: Sitting) -> None:
    session = (await sitting.draft())["session"]
    (eve,) = await added(sitting, "eve")
    for proctors in ([eve], [eve], [{"person": eve, "grade": "observer"}]):
        told(await sitting.patch(session, proctors=proctors))
    async with sitting.parts.engine.reading() as connection:
        found = await entries_of(connection, sitting.school.made.id, "session", session)
    changes = [(one.before, one.after) for one in found if one.action == "proctors-named"]
    chief, observer = {"person": eve, "grade": "chief"}, {"person": eve, "grade": "observer"}
    assert sorted(changes, key=str) == sorted([([], [chief]), ([chief], [observer])], key=str)


@pytest.mark.parametrize(
    ("proctors", "word"),
    [
        ([{"person": "nobody", "grade": "chief"}], (404, "no-such-person")),
        ([{"person": "nobody", "grade": "king"}], (422, "body")),
        (
            [{"person": "p", "grade": "chief"}, {"person": "p", "grade": "observer"}],
            (422, "proctors"),
        ),
    ],
)
async def test_a_list_that_makes_no_sense_names_nobody(
    near: Sitting, proctors: list[dict[str, str]], word: tuple[int, str]
) -> None:
    session = (await near.draft())["session"]
    (eve,) = await added(near, "eve")
    told(await near.patch(session, proctors=[eve]))
    assert refusal(await near.patch(session, proctors=proctors)) == word
    assert (await near.whole(session))["proctors"] == [eve]


async def test_everyone_of_a_session_reads_who_the_others_are(sitting: Sitting) -> None:
    session = (await sitting.published())["session"]
    watching: list[AsyncClient] = [
        await sitting.proctor("eve", session, grade="invigilator"),
        await sitting.proctor("pat", session, grade="observer"),
        sitting.office,
    ]
    await sitting.proctor("sam")  # of the school, and not of this session
    read = [told(await each.get(f"/api/sessions/{session}")) for each in watching]
    assert [each["grade"] for each in read] == ["invigilator", "observer", "chief"]
    ids = {each["name"]: each["person"] for each in read[0]["staff"]}
    staff = [
        {"person": ids["Eve"], "name": "Eve", "grade": "invigilator"},
        {"person": ids["Head"], "name": "Head", "grade": "chief"},
        {"person": ids["Pat"], "name": "Pat", "grade": "observer"},
    ]
    assert [each["staff"] for each in read] == [staff] * 3
    assert ids["Head"] == sitting.school.head.id


async def test_the_office_is_chief_whatever_a_session_names_it(near: Sitting) -> None:
    session = (await near.draft())["session"]
    named = [{"person": near.school.head.id, "grade": "observer"}]
    whole = told(await near.patch(session, proctors=named))
    assert whole["named"] == named
    assert (whole["grade"], [each["grade"] for each in whole["staff"]]) == ("chief", ["chief"])


async def test_who_left_the_school_stays_named_and_is_not_named_anew(near: Sitting) -> None:
    session = (await near.draft())["session"]
    eve, pat = await added(near, "eve", "pat")
    told(await near.patch(session, proctors=[eve]))
    assert (await near.office.delete(f"/api/people/{eve}")).status_code == 204
    assert (await near.office.delete(f"/api/people/{pat}")).status_code == 204
    again = [{"person": eve, "grade": "observer"}]
    whole = told(await near.patch(session, proctors=again))
    assert [(each["name"], each["grade"]) for each in whole["staff"]] == [
        ("Eve", "observer"),
        ("Head", "chief"),
    ]
    refused = await near.patch(session, proctors=[*again, pat])
    assert refusal(refused) == (404, "no-such-person")
