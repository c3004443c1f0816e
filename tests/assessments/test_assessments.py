"""Assessments over HTTP, made, changed, and refused as editions; on both databases."""

import pytest

from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, opened, paper
from tests.people.school import refusal


async def test_an_assessment_is_made_changed_and_reordered(office: Office) -> None:
    bank = await office.bank()
    await office.take(bank, "a.json", paper(choice("q1"), choice("q2"), choice("q3")))
    new = {"bank": bank, "title": " Mid  term ", "items": ["q3", "q1"], "navigation": "linear"}
    made = await office.head.post("/api/assessments", json=new)
    assert made.status_code == 201
    known = made.json()
    assert (known["title"], known["items"]) == ("Mid term", ["q3", "q1"])
    path = f"/api/assessments/{known['assessment']}"
    change = {"items": ["q1", "q2", "q3"], "navigation": "free", "language": "nl-BE"}
    changed = (await office.head.patch(path, json=change)).json()
    assert changed == known | change | {"revision": 2}
    assert changed == (await office.head.get(path)).json()
    assert (await office.head.patch(path, json={})).json() == changed
    assert await office.audited("assessment", known["assessment"]) == [
        "assessment-added",
        "assessment-changed",
    ]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"title": " "}, "title"),
        ({"items": ["q1", "q1"]}, "same-item"),
        ({"items": ["q9"]}, "no-such-item"),
        ({"items": ["q1"] * 1_001}, "too-many-items"),
        ({"language": "not a tag"}, "language"),
        ({"navigation": "sideways"}, "body"),
        ({"bank": "another"}, "body"),
    ],
)
async def test_a_change_that_does_not_fit_changes_nothing(
    office: Office, change: dict[str, object], word: str
) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.json", paper(choice("q1")))
    path = f"/api/assessments/{report['assessment']['assessment']}"
    before = (await office.head.get(path)).json()
    assert refusal(await office.head.patch(path, json=change)) == (422, word)
    assert (await office.head.get(path)).json() == before


async def test_an_assessment_without_items_is_not_published(office: Office) -> None:
    bank = await office.bank()
    made = await office.head.post("/api/assessments", json={"bank": bank, "title": "Empty"})
    path = f"/api/assessments/{made.json()['assessment']}/publish"
    assert refusal(await office.head.post(path)) == (422, "empty-paper")


async def test_a_paper_that_would_choke_a_hall_is_not_published(sqlite_engine: Engine) -> None:
    office = await opened(sqlite_engine)
    long = "word " * 18_000
    data = paper(*(choice(f"q{n}", text=long) for n in range(50)))
    report = await office.take(await office.bank(), "a.json", data)
    path = f"/api/assessments/{report['assessment']['assessment']}/publish"
    assert refusal(await office.head.post(path)) == (422, "paper-too-large")
