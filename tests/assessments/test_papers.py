"""Editions and the papers that students get of them over HTTP, on both databases."""

from pathlib import Path
from typing import Any

from invigilate.assessments.tables import papers
from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, essay, paper
from tests.assessments.samples import package, picture_names, png
from tests.people.school import refusal


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


async def test_a_paper_is_sent_small_to_whoever_takes_that(office: Office) -> None:
    report = await office.take(await office.bank(), "a.json", paper(choice("q1"), essay("q2")))
    path = f"/papers/{(await office.publish(report['assessment']['assessment']))['delivered']}"
    office.let_in(path.rpartition("/")[2])
    plain, small = [
        await office.seat().get(path, headers={"accept-encoding": takes})
        for takes in ("identity", "gzip, br")
    ]
    assert small.content == plain.content
    assert headers_of(plain, "vary") == headers_of(small, "vary") == ["accept-encoding"]
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"])


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


async def test_looking_at_a_preview_stores_nothing(office: Office) -> None:
    bank = await office.bank()
    report = await office.take(bank, "a.zip", package())
    assessment = report["assessment"]["assessment"]
    await office.head.get(f"/api/assessments/{assessment}/preview")
    assert await rows_of_editions(office.parts.engine) == []


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


async def rows_of_editions(engine: Engine) -> list[tuple[Any, ...]]:
    columns = papers.editions.c
    statement = papers.editions.select().order_by(columns.number)
    async with engine.reading() as connection:
        rows = await connection.execute(statement.with_only_columns(columns.whole, *columns))
        return [tuple(row) for row in rows]


def headers_of(response: Any, *names: str) -> list[str]:
    return [response.headers[name] for name in names]
