"""An office with its server: staff that import and publish, and seats that read papers."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from httpx2 import AsyncClient, Response
from starlette.requests import Request

from invigilate.assessments import routes as assessments
from invigilate.errors import NotFound
from invigilate.ids import OrganisationId
from invigilate.people import routes as people
from invigilate.store.audit import entries_of
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of
from tests.people.school import School, founded, person

SEAT = "test-seat"
"""The header by which a test says which seat asks."""


@dataclass(frozen=True)
class PaperParts(TestParts):
    """Parts whose seats read the papers that a test allows them."""

    allowed: dict[tuple[str, str], OrganisationId] = field(default_factory=dict)

    async def may_read_paper(self, request: Request, delivered: str) -> OrganisationId:
        key = (request.headers.get(SEAT, ""), delivered)
        if key not in self.allowed:
            raise NotFound("no-such-paper", "There is no such paper, or it is not yours to see.")
        return self.allowed[key]


class Office:
    """A school, its head signed in, and what the tests do again and again."""

    def __init__(self, parts: PaperParts, school: School, head: AsyncClient) -> None:
        self.parts = parts
        self.school = school
        self.head = head

    @property
    def organisation(self) -> OrganisationId:
        return self.school.made.id

    async def bank(self, title: str = "Algebra") -> str:
        made = await self.head.post("/api/banks", json={"title": title})
        assert made.status_code == 201, made.text
        return str(made.json()["bank"])

    async def take(self, bank: str, name: str, data: bytes) -> dict[str, Any]:
        response = await self.imported(bank, name, data)
        assert response.status_code == 200, response.text
        report: dict[str, Any] = response.json()
        return report

    async def imported(self, bank: str, name: str, data: bytes) -> Response:
        return await self.head.post(
            f"/api/banks/{bank}/import", params={"name": name}, content=data
        )

    async def publish(self, assessment: str) -> dict[str, Any]:
        made = await self.head.post(f"/api/assessments/{assessment}/publish")
        assert made.status_code == 201, made.text
        published: dict[str, Any] = made.json()
        return published

    async def assessment(self, assessment: str) -> dict[str, Any]:
        seen: dict[str, Any] = (await self.head.get(f"/api/assessments/{assessment}")).json()
        return seen

    def seat(self, name: str = "seat") -> AsyncClient:
        client = self.school.client()
        client.headers[SEAT] = name
        return client

    def let_in(self, delivered: str, seat: str = "seat") -> None:
        self.parts.allowed[(seat, delivered)] = self.organisation

    async def proctor(self) -> AsyncClient:
        await self.head.post("/api/people", json=person("pat", "proctor"))
        return await self.school.signed_in("pat")

    async def audited(self, kind: str, target: str) -> list[str]:
        async with self.parts.engine.reading() as connection:
            entries = await entries_of(connection, self.organisation, kind, target)
        return sorted(entry.action for entry in entries)  # the clock stands still


async def opened(engine: Engine, name: str = "Hill School", head: str = "head") -> Office:
    return await joined(PaperParts(engine), name, head)


async def joined(parts: PaperParts, name: str, head: str) -> Office:
    school = await founded(parts, name, head)
    school.app = app_of([*people.routes, *assessments.routes], parts)
    return Office(parts, school, await school.signed_in(head))


def paper(*items: dict[str, Any], **more: Any) -> bytes:
    """A file in our own format."""
    whole = {"format": "invigilate-paper", "version": 1, "title": "A paper", "items": items}
    return msgspec.json.encode(whole | more)


def choice(name: str, right: str = "a", text: str = "Pick one.") -> dict[str, Any]:
    """A choice between two, in our own format."""
    options = [{"id": "a", "body": "one"}, {"id": "b", "body": "two"}]
    return {
        "id": name,
        "title": f"Question {name}",
        "body": f'<p>{text}</p><div data-slot="s"></div>',
        "slots": [{"id": "s", "kind": "choice", "options": options}],
        "keys": [{"slot": "s", "rule": "exact", "points": "2", "correct": [right]}],
    }


def essay(name: str) -> dict[str, Any]:
    """An essay, which a person marks."""
    return {
        "id": name,
        "title": f"Question {name}",
        "body": '<p>Write.</p><div data-slot="s"></div>',
        "slots": [{"id": "s", "kind": "essay"}],
        "keys": [{"slot": "s", "rule": "person", "points": "5"}],
        "scorer": {"rubric": "<p>CANARY-RUBRIC</p>", "model_answers": ["CANARY-MODEL"]},
    }
