"""Banks and what is imported into them over HTTP, on both databases."""

import asyncio
import base64
import os
import time
from typing import Any

import pytest

from invigilate.assessments.tables import banks
from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, opened, paper
from tests.assessments.samples import choice3, exam3, manifest3, package, png, zip_of
from tests.people.school import refusal


async def test_a_bank_is_made_and_listed_with_the_number_of_its_items(office: Office) -> None:
    bank = await office.bank("Algebra")
    await office.take(bank, "a.json", paper(choice("q1"), choice("q2")))
    empty = await office.bank("Biology")
    assert (await office.head.get("/api/banks")).json() == {
        "banks": [
            {"bank": bank, "title": "Algebra", "items": 2},
            {"bank": empty, "title": "Biology", "items": 0},
        ]
    }
    assert await office.audited("bank", bank) == ["bank-added", "items-imported"]


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
async def test_a_bank_without_a_fitting_title_is_refused(office: Office, title: str) -> None:
    assert refusal(await office.head.post("/api/banks", json={"title": title})) == (422, "title")


async def test_a_package_gives_a_report_of_every_item_and_an_assessment(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "exams/algebra.zip", package())
    assert [(line["id"], line["verdict"]) for line in report["items"]] == [
        ("q2", "taken"),
        ("q1", "taken"),
        ("broken", "refused"),
        ("beside", "warning"),
    ]
    assert {key: report[key] for key in ("name", "taken", "warned", "refused")} == {
        "name": "algebra.zip",
        "taken": 2,
        "warned": 1,
        "refused": 1,
    }
    assert report["items"][0] == {
        "id": "q2",
        "title": "q2",
        "kind": "choice",
        "verdict": "taken",
        "why": "",
        "place": "q2.xml:1",
    }
    made = report["assessment"]
    assert (made["title"], made["items"], made["left_out"]) == ("A test", 2, [])
    assert await office.assessment(made["assessment"]) == {
        "assessment": made["assessment"],
        "bank": bank,
        "title": "A test",
        "items": ["q2", "q1"],
        "navigation": "linear",
        "language": "",
        "state": "draft",
        "changed": True,
        "revision": 1,
        "editions": [],
    }
    seen = (await office.head.get(f"/api/banks/{bank}")).json()
    assert [line["id"] for line in seen["items"]] == ["q2", "q1", "beside"]


async def test_a_gift_file_makes_an_assessment_named_after_it(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "algebra.gift", b"::q1:: 1 + 1? {=2 ~3}\n\n1 + 2? {#3}")
    assert report["format"] == "GIFT"
    assert report["assessment"]["title"] == "algebra"
    assert [line["place"] for line in report["items"]] == ["algebra.gift:1", "algebra.gift:3"]


async def test_a_single_qti_item_makes_no_assessment(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "q1.xml", choice3("q1").encode())
    assert report["taken"] == 1
    assert "assessment" not in report


async def test_what_is_imported_twice_stands_once(office: Office) -> None:
    bank = await office.bank()
    first = await office.take(bank, "a.json", paper(choice("q1"), choice("q2")))
    again = await office.take(bank, "a.json", paper(choice("q1"), choice("q2")))
    assert [line["why"] for line in again["items"]] == ["the bank had it already"] * 2
    assert again["assessment"] == first["assessment"]
    assert len((await office.head.get(f"/api/banks/{bank}")).json()["items"]) == 2
    assert len((await office.head.get("/api/assessments")).json()["assessments"]) == 1


async def test_another_item_of_the_same_name_gets_a_name_of_its_own(office: Office) -> None:
    bank = await office.bank()
    await office.take(bank, "a.json", paper(choice("q1")))
    report = await office.take(bank, "b.json", paper(choice("q1", text="Another."), title="B"))
    assert [(line["id"], line["verdict"], line["why"]) for line in report["items"]] == [
        ("q1-2", "warning", "another item of the bank is called “q1”: this is “q1-2”")
    ]
    made = await office.assessment(report["assessment"]["assessment"])
    assert made["items"] == ["q1-2"]
    shown = await office.head.get(f"/api/assessments/{made['assessment']}/preview")
    assert [item["id"] for item in shown.json()["items"]] == ["q1-2"]


async def test_an_item_that_nobody_can_be_given_is_kept_and_left_out(office: Office) -> None:
    drawn: dict[str, Any] = {
        "id": "q2",
        "title": "Draw",
        "body": "<p>Draw.</p>",
        "deliverable": False,
        "why_not": "drawing is not offered",
    }
    bank = await office.bank()
    report = await office.take(bank, "a.json", paper(choice("q1"), drawn))
    assert (report["taken"], report["not_deliverable"]) == (1, 1)
    assert report["items"][1]["verdict"] == "not deliverable"
    assert report["items"][1]["why"] == "drawing is not offered"
    made = report["assessment"]
    assert (made["items"], made["left_out"]) == (1, ["q2"])
    path = f"/api/assessments/{made['assessment']}"
    await office.head.patch(path, json={"items": ["q1", "q2"]})
    for asked in (office.head.get(f"{path}/preview"), office.head.post(f"{path}/publish")):
        assert refusal(await asked) == (422, "not-deliverable")


@pytest.mark.parametrize(
    ("name", "data", "status", "word"),
    [
        ("a.zip", b"PK\x03\x04 and then nonsense", 422, "unsafe-package"),
        ("a.json", b'{"format": "other"}', 422, "bad-paper"),
        ("a.gift", b"", 422, "empty-file"),
        ("a.gift", b"x" * (20 * 1024 * 1024 + 1), 413, "too-large"),
    ],
)
async def test_a_file_that_cannot_be_read_leaves_nothing(
    office: Office, name: str, data: bytes, status: int, word: str
) -> None:
    bank = await office.bank()
    assert refusal(await office.imported(bank, name, data)) == (status, word)
    assert (await office.head.get(f"/api/banks/{bank}")).json()["items"] == []
    assert (await office.head.get("/api/assessments")).json() == {"assessments": []}


async def test_a_picture_that_would_choke_a_hall_is_refused(office: Office) -> None:
    bank = await office.bank()
    large = base64.b64encode(png() + bytes(5_000_000)).decode()
    data = paper(
        choice("q1", text='<img src="media/p.png" alt="x">'),
        media=[{"name": "p.png", "data": large}],
    )
    assert refusal(await office.imported(bank, "a.json", data)) == (422, "picture-too-large")


async def test_the_bytes_that_an_item_was_made_from_are_kept_unchanged(office: Office) -> None:
    bank = await office.bank()
    await office.take(bank, "q1.xml", choice3("q1").encode())
    async with office.parts.engine.reading() as connection:
        columns = banks.bank_items.c
        rows = (
            await connection.execute(
                banks.bank_items.select()
                .where(columns.bank_id == bank)
                .with_only_columns(columns.source, columns.source_type)
            )
        ).all()
    assert [tuple(row) for row in rows] == [(choice3("q1").encode(), "application/xml")]


async def test_20_mb_are_imported_while_the_loop_goes_on(sqlite_engine: Engine) -> None:
    office = await opened(sqlite_engine)
    names = [f"i{n}" for n in range(300)]
    files: dict[str, bytes | str] = {
        "imsmanifest.xml": manifest3(names),
        "test.xml": exam3(names),
    }
    for n, name in enumerate(names):
        files[f"{name}.xml"] = choice3(name, text=f'<img src="p{n % 20}.png" alt="x"/> word')
    for n in range(20):
        files[f"p{n}.png"] = png(n) + os.urandom(970_000)
    data = zip_of(files)
    assert 19_000_000 < len(data) < 20_000_000
    bank = await office.bank()
    gaps: list[float] = []
    ticking = asyncio.create_task(tick(gaps))
    report = await office.take(bank, "large.zip", data)
    ticking.cancel()
    assert report["taken"] == 300
    assert len(gaps) > 10
    assert max(gaps) < sum(gaps) / 4, "the import itself ran on the loop"


async def tick(gaps: list[float]) -> None:
    """How long each turn of the loop takes, in seconds."""
    before = time.perf_counter()
    while True:
        await asyncio.sleep(0.005)
        now = time.perf_counter()
        gaps.append(now - before)
        before = now
