"""Who may see and change banks, assessments and papers, on both databases."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import event

from invigilate.store.engine import Engine
from tests.assessments.office import Office, choice, joined, paper
from tests.assessments.samples import package
from tests.people.school import refusal


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


async def statements_of(engine: Engine, client: AsyncClient, path: str) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    readers = engine._readers.sync_engine
    event.listen(readers, "before_cursor_execute", note)
    assert (await client.get(path)).status_code == 200
    event.remove(readers, "before_cursor_execute", note)
    return len(seen)
