"""Banks, assessments and papers over HTTP, on both databases."""

import asyncio
import base64
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from httpx2 import AsyncClient
from sqlalchemy import event

from invigilate.assessments.tables import banks, papers
from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, essay, joined, opened, paper
from tests.assessments.samples import choice3, exam3, manifest3, png, zip_of
from tests.people.school import refusal


def package() -> bytes:
    """A test of two items in its own order, a third beside it, one broken, and a picture."""
    shown = choice3("q2", text='Look: <img src="p.png" alt="a point"/> CANARY-TEXT')
    return zip_of(
        {
            "imsmanifest.xml": manifest3(["q1", "q2", "beside", "broken"]),
            "test.xml": exam3(["q2", "q1", "broken"]),
            "q1.xml": choice3("q1"),
            "q2.xml": shown,
            "beside.xml": choice3("beside"),
            "broken.xml": "<p>no item</p>",
            "p.png": png(),
        }
    )


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


async def test_publishing_again_makes_edition_2_and_leaves_edition_1_untouched(
    office: Office,
) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.json", paper(choice("q1"), choice("q2")))
    assessment = report["assessment"]["assessment"]
    first = await office.publish(assessment)
    assert first["number"] == 1
    seen = await office.assessment(assessment)
    assert (seen["state"], seen["changed"]) == ("published", False)
    before = await rows_of_editions(office.parts.engine)
    path = f"/api/assessments/{assessment}"
    changed = (await office.head.patch(path, json={"items": ["q2"]})).json()
    assert (changed["state"], changed["changed"]) == ("published", True)
    second = await office.publish(assessment)
    assert second["number"] == 2
    assert second["delivered"] != first["delivered"]
    after = await rows_of_editions(office.parts.engine)
    assert [row for row in after if row in before] == before
    assert [line["number"] for line in (await office.assessment(assessment))["editions"]] == [2, 1]
    office.let_in(first["delivered"])
    paper_ = await office.seat().get(f"/papers/{first['delivered']}")
    assert [item["id"] for item in paper_.json()["items"]] == ["q1", "q2"]


async def test_publishing_the_same_again_gives_the_same_bytes_under_another_whole_name(
    office: Office,
) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.json", paper(choice("q1")))
    first = await office.publish(report["assessment"]["assessment"])
    second = await office.publish(report["assessment"]["assessment"])
    assert first["delivered"] == second["delivered"]
    one, two = await rows_of_editions(office.parts.engine)
    assert one[0] != two[0]


async def test_papers_that_differ_in_their_keys_alone_have_one_delivered_name(
    office: Office,
) -> None:
    names = []
    for right in ("a", "b"):
        report = await office.take(
            await office.bank(right), "a.json", paper(choice("q1", right=right))
        )
        names.append((await office.publish(report["assessment"]["assessment"]))["delivered"])
    assert names[0] == names[1]


async def test_students_get_the_paper_and_its_pictures_and_nothing_of_the_key(
    office: Office,
) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    made = await office.publish(report["assessment"]["assessment"])
    delivered = made["delivered"]
    office.let_in(delivered)
    seat = office.seat()
    given = await seat.get(f"/papers/{delivered}")
    assert given.status_code == 200
    assert headers_of(given, "content-type", "cache-control", "x-content-type-options") == [
        "application/json",
        "private, max-age=31536000, immutable",
        "nosniff",
    ]
    [name] = picture_names(given.content)
    picture = await seat.get(f"/papers/{delivered}/media/{name}")
    assert picture.content == png()
    assert headers_of(
        picture,
        "content-type",
        "cache-control",
        "x-content-type-options",
        "content-security-policy",
    ) == ["image/png", "private, max-age=31536000, immutable", "nosniff", "sandbox"]


def key_canaries() -> dict[str, Any]:
    """A question whose every secret is a word of its own."""
    return {
        "id": "q1",
        "title": "Capital",
        "body": '<p>Which town? <span data-slot="s"></span></p>',
        "slots": [{"id": "s", "kind": "text"}],
        "keys": [
            {
                "slot": "s",
                "rule": "map",
                "points": "7.125",
                "accepted": [{"value": "CANARY-RIGHT", "points": "7.125"}],
                "correct": ["CANARY-CORRECT"],
            }
        ],
        "scorer": {
            "rubric": "<p>CANARY-RUBRIC</p>",
            "model_answers": ["CANARY-MODEL"],
            "feedback": ["<p>CANARY-FEEDBACK</p>"],
        },
    }


async def test_no_byte_of_a_key_or_of_what_markers_read_reaches_a_student(
    office: Office,
) -> None:
    bank = await office.bank()
    report = await office.take(bank, "CANARY-FILE.json", paper(key_canaries(), essay("q2")))
    assessment = report["assessment"]["assessment"]
    delivered = (await office.publish(assessment))["delivered"]
    office.let_in(delivered)
    shown = await office.head.get(f"/api/assessments/{assessment}/preview")
    given = await office.seat().get(f"/papers/{delivered}")
    assert given.content == shown.content
    assert [word for word in (b"CANARY", b"7.125") if word in given.content] == []
    async with office.parts.engine.reading() as connection:
        found = await connection.execute(papers.editions.select())
        whole = found.one().whole_bytes
    assert whole.count(b"CANARY") == 9  # the canaries are there to be found


async def test_a_paper_is_hidden_from_whoever_may_not_read_it(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    delivered = (await office.publish(report["assessment"]["assessment"]))["delivered"]
    office.let_in(delivered)
    [name] = picture_names((await office.seat().get(f"/papers/{delivered}")).content)
    stranger = office.seat("stranger")
    for path in (f"/papers/{delivered}", f"/papers/{delivered}/media/{name}"):
        refused = await stranger.get(path)
        assert refusal(refused) == (404, "no-such-paper")
        assert refused.headers["cache-control"] == "no-store"


async def test_a_paper_gives_its_own_pictures_alone(office: Office) -> None:
    bank = await office.bank()
    with_picture = await office.take(bank, "a.zip", package())
    without = await office.take(bank, "b.json", paper(choice("other"), title="B"))
    first = (await office.publish(with_picture["assessment"]["assessment"]))["delivered"]
    second = (await office.publish(without["assessment"]["assessment"]))["delivered"]
    for delivered in (first, second):
        office.let_in(delivered)
    [name] = picture_names((await office.seat().get(f"/papers/{first}")).content)
    for wrong in (f"/papers/{second}/media/{name}", f"/papers/{first}/media/x.png"):
        assert refusal(await office.seat().get(wrong)) == (404, "no-such-picture")


async def test_the_preview_shows_the_pictures_of_its_own_items_alone(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    path = f"/api/assessments/{report['assessment']['assessment']}"
    [name] = picture_names((await office.head.get(f"{path}/preview")).content)
    picture = await office.head.get(f"{path}/preview/media/{name}")
    assert (picture.content, picture.headers["cache-control"]) == (png(), "no-store")
    await office.head.patch(path, json={"items": ["q1"]})
    gone = await office.head.get(f"{path}/preview/media/{name}")
    assert refusal(gone) == (404, "no-such-picture")


async def test_another_organisations_banks_and_papers_do_not_exist(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    assessment = report["assessment"]["assessment"]
    delivered = (await office.publish(assessment))["delivered"]
    rival = await joined(office.parts, "Vale School", "rival")
    for method, path, body in staff_requests(bank, assessment):
        if path in ("/api/banks", "/api/assessments"):
            continue
        refused = await rival.head.request(method, path, **body)
        nobodys = await rival.head.request(
            method, path.replace(bank, "A" * 22).replace(assessment, "A" * 22), **body
        )
        assert refused.status_code == 404, path
        assert refused.json() == nobodys.json()
    assert (await rival.head.get("/api/banks")).json() == {"banks": []}
    assert (await rival.head.get("/api/assessments")).json() == {"assessments": []}
    theirs = {"bank": bank, "title": "Stolen"}
    taken = await rival.head.post("/api/assessments", json=theirs)
    assert refusal(taken) == (404, "no-such-bank")
    rival.let_in(delivered, "vale-seat")  # a hall of theirs with the same name of a paper
    mine = await rival.seat("vale-seat").get(f"/papers/{delivered}")
    assert refusal(mine) == (404, "no-such-paper")


async def test_the_office_alone_sees_and_changes_assessments(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    assessment = report["assessment"]["assessment"]
    pat, nobody = await office.proctor(), office.school.client()
    for method, path, body in staff_requests(bank, assessment):
        assert refusal(await nobody.request(method, path, **body)) == (401, "not-signed-in"), path
        assert refusal(await pat.request(method, path, **body)) == (403, "no-right"), path


def staff_requests(bank: str, assessment: str) -> list[tuple[str, str, dict[str, Any]]]:
    one = f"/api/assessments/{assessment}"
    new = {"json": {"bank": bank, "title": "New"}}
    return [
        ("GET", "/api/banks", {}),
        ("POST", "/api/banks", {"json": {"title": "New"}}),
        ("GET", f"/api/banks/{bank}", {}),
        ("POST", f"/api/banks/{bank}/import?name=a.json", {"content": paper(choice("x"))}),
        ("GET", "/api/assessments", {}),
        ("POST", "/api/assessments", new),
        ("GET", one, {}),
        ("PATCH", one, {"json": {"title": "Other"}}),
        ("POST", f"{one}/publish", {}),
        ("GET", f"{one}/preview", {}),
        ("GET", f"{one}/preview/media/{'0' * 64}.png", {}),
    ]


@pytest.mark.parametrize("path", ["/api/banks", "/api/assessments"])
async def test_a_list_asks_the_database_equally_often_for_one_and_for_three(
    office: Office, path: str
) -> None:
    counts = []
    for titles in (["A"], ["B", "C"]):
        for title in titles:
            report = await office.take(
                await office.bank(title), "a.json", paper(choice("q1"), title=title)
            )
            await office.publish(report["assessment"]["assessment"])
        counts.append(await statements_of(office.parts.engine, office.head, path))
    assert counts[0] == counts[1]


async def test_looking_at_a_preview_stores_nothing(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    assessment = report["assessment"]["assessment"]
    await office.head.get(f"/api/assessments/{assessment}/preview")
    assert await rows_of_editions(office.parts.engine) == []


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


async def test_a_real_package_becomes_a_paper(office: Office, testdata: Path) -> None:
    bank = await office.bank()
    data = (testdata / "qti/packages/valid-package.zip").read_bytes()
    report = await office.take(bank, "valid-package.zip", data)
    assert (report["taken"], report["warned"], report["refused"]) == (45, 2, 0)
    made = report["assessment"]
    seen = await office.assessment(made["assessment"])
    assert (seen["title"], seen["navigation"], seen["language"]) == (
        "Oefentoets biologie",
        "linear",
        "nl",
    )
    assert seen["items"] == [line["id"] for line in report["items"]]
    delivered = (await office.publish(made["assessment"]))["delivered"]
    office.let_in(delivered)
    given = await office.seat().get(f"/papers/{delivered}")
    assert [item["id"] for item in given.json()["items"]] == seen["items"]
    pictures = picture_names(given.content)
    assert len(pictures) == 24
    for name in pictures:
        picture = await office.seat().get(f"/papers/{delivered}/media/{name}")
        assert picture.status_code == 200


async def test_a_real_gift_file_becomes_a_paper(office: Office, testdata: Path) -> None:
    bank = await office.bank()
    data = (testdata / "moodle/gift/examples.txt").read_bytes()
    report = await office.take(bank, "examples.txt", data)
    assert (report["taken"], report["refused"]) == (43, 0)
    made = await office.publish(report["assessment"]["assessment"])
    office.let_in(made["delivered"])
    given = await office.seat().get(f"/papers/{made['delivered']}")
    assert len(given.json()["items"]) == 43


async def tick(gaps: list[float]) -> None:
    """How long each turn of the loop takes, in seconds."""
    before = time.perf_counter()
    while True:
        await asyncio.sleep(0.005)
        now = time.perf_counter()
        gaps.append(now - before)
        before = now


async def rows_of_editions(engine: Engine) -> list[tuple[Any, ...]]:
    columns = papers.editions.c
    statement = papers.editions.select().order_by(columns.number)
    async with engine.reading() as connection:
        rows = await connection.execute(statement.with_only_columns(columns.whole, *columns))
        return [tuple(row) for row in rows]


async def statements_of(engine: Engine, client: AsyncClient, path: str) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    readers = engine._readers.sync_engine
    event.listen(readers, "before_cursor_execute", note)
    assert (await client.get(path)).status_code == 200
    event.remove(readers, "before_cursor_execute", note)
    return len(seen)


def headers_of(response: Any, *names: str) -> list[str]:
    return [response.headers[name] for name in names]


def picture_names(delivered: bytes) -> list[str]:
    """The names that a paper's texts use, as a student's page finds them."""
    items = msgspec.json.decode(delivered)["items"]
    parts = [part for item in items for part in str(item).split('src="media/')[1:]]
    return sorted({part.split('"')[0] for part in parts})
