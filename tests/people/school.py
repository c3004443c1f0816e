"""A school on a server of its own: its head, and clients that sign in to it."""

from httpx2 import AsyncClient, Response

from invigilate.people import actions
from invigilate.people.actions import NewPerson
from invigilate.people.model import Organisation, Person, Role
from invigilate.people.routes import routes
from invigilate.store.audit import entries_of
from tests.api.apps import TestParts, app_of, client_of

PASSWORD = "four tame geese"
COOKIE = "invigilate-staff"


class School:
    """An organisation with its head, and clients of the server it stands on."""

    def __init__(self, parts: TestParts, made: Organisation, head: Person) -> None:
        self.parts = parts
        self.made = made
        self.head = head
        self.app = app_of(routes, parts)

    def client(self, address: str = "127.0.0.1") -> AsyncClient:
        return client_of(self.app, address)

    async def signed_in(self, name: str = "head", password: str = PASSWORD) -> AsyncClient:
        client = self.client()
        assert (await sign_in(client, name, password)).status_code == 200
        return client

    async def audited(self, person_id: str) -> list[tuple[str, str]]:
        async with self.parts.engine.reading() as connection:
            entries = await entries_of(connection, self.made.id, "person", person_id)
        return [(entry.person_id, entry.action) for entry in entries]


async def sign_in(client: AsyncClient, name: str, password: str = PASSWORD) -> Response:
    return await client.post("/api/sign-in", json={"name": name, "password": password})


def person(name: str, *roles: str, password: str = PASSWORD) -> dict[str, object]:
    shown = name.title()
    return {"name": name, "shown_name": shown, "password": password, "roles": roles}


def refusal(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["word"]


async def founded(parts: TestParts, name: str, head: str) -> School:
    new = NewPerson(head, head.title(), PASSWORD, (Role.OFFICE,))
    made, first = await actions.found(parts.engine, parts.clock, name, new)
    return School(parts, made, first)
