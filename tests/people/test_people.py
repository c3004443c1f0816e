"""The people of an organisation, over HTTP, on both databases."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import event, select

from invigilate.people import tables
from invigilate.people.model import Role
from invigilate.store.engine import Engine
from invigilate.store.migrate import every_table
from tests.api.apps import TestParts
from tests.people.school import PASSWORD, School, founded, person, refusal, sign_in


async def test_the_office_adds_a_person_who_then_signs_in(school: School) -> None:
    head = await school.signed_in()
    added = await head.post("/api/people", json=person("Pat", "proctor"))
    assert added.status_code == 201
    assert added.json() == {
        "id": added.json()["id"],
        "name": "pat",
        "shown_name": "Pat",
        "roles": ["proctor"],
    }
    listed = await head.get("/api/people")
    assert [each["name"] for each in listed.json()["people"]] == ["head", "pat"]
    assert await school.audited(added.json()["id"]) == [(school.head.id, "person-added")]
    pat = await school.signed_in("pat")
    assert (await pat.get("/api/me")).json()["roles"] == ["proctor"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (person("head", "office"), "name-taken"),
        (person("HEAD", "office"), "name-taken"),
        (person("a b", "office"), "name"),
        (person("pat"), "roles"),
        (person("pat", "king"), "body"),
        (person("pat", "office", password="short"), "password"),
    ],
)
async def test_a_person_who_does_not_fit_is_refused(
    school: School, wrong: dict[str, object], word: str
) -> None:
    head = await school.signed_in()
    assert refusal(await head.post("/api/people", json=wrong)) == (422, word)
    assert len((await head.get("/api/people")).json()["people"]) == 1


async def test_a_proctor_neither_sees_nor_changes_people(school: School) -> None:
    head = await school.signed_in()
    await head.post("/api/people", json=person("pat", "proctor"))
    pat = await school.signed_in("pat")
    assert refusal(await pat.get("/api/people")) == (403, "no-right")
    assert refusal(await pat.post("/api/people", json=person("x", "office"))) == (403, "no-right")
    assert refusal(await pat.delete(f"/api/people/{school.head.id}")) == (403, "no-right")


async def test_who_is_removed_is_signed_out_at_once_and_their_name_is_free(
    school: School,
) -> None:
    head = await school.signed_in()
    added = (await head.post("/api/people", json=person("pat", "proctor"))).json()["id"]
    pat = await school.signed_in("pat")
    assert (await head.delete(f"/api/people/{added}")).status_code == 204
    assert refusal(await pat.get("/api/me")) == (401, "not-signed-in")
    assert refusal(await sign_in(school.client(), "pat")) == (401, "name-or-password")
    assert [action for _, action in await school.audited(added)].count("person-removed") == 1
    assert (await head.post("/api/people", json=person("pat", "office"))).status_code == 201


async def test_nobody_removes_themselves(school: School) -> None:
    head = await school.signed_in()
    response = await head.delete(f"/api/people/{school.head.id}")
    assert refusal(response) == (403, "yourself")


async def test_another_organisations_people_do_not_exist(school: School) -> None:
    other = await founded(school.parts, "Vale School", "rival")
    head = await school.signed_in()
    theirs = await head.delete(f"/api/people/{other.head.id}")
    nobodys = await head.delete("/api/people/AAAAAAAAAAAAAAAAAAAAAA")
    assert refusal(theirs) == (404, "no-such-person")
    assert theirs.json() == nobodys.json()
    names = [each["name"] for each in (await head.get("/api/people")).json()["people"]]
    assert names == ["head"]
    assert (await sign_in(other.client(), "rival")).status_code == 200


async def test_who_works_in_two_organisations_chooses_one(school: School) -> None:
    other = await founded(school.parts, "Vale School", "rival")
    async with school.parts.engine.writing() as connection:
        await tables.add_roles(connection, other.made.id, school.head.id, [Role.PROCTOR])
    asked = {"name": "head", "password": PASSWORD}
    first = await school.client().post("/api/sign-in", json=asked)
    assert first.json()["organisation"]["name"] == "Hill School"
    second = await school.client().post(
        "/api/sign-in", json=asked | {"organisation": other.made.id}
    )
    assert second.json()["roles"] == ["proctor"]
    assert [each["name"] for each in second.json()["organisations"]] == [
        "Vale School",
        "Hill School",
    ]
    third = await school.client().post("/api/sign-in", json=asked | {"organisation": "none"})
    assert refusal(third) == (404, "no-such-organisation")


async def test_the_list_asks_the_database_equally_often_for_one_and_for_three(
    school: School,
) -> None:
    head = await school.signed_in()
    one = await statements_of(school.parts.engine, head)
    for name in ("ann", "bob"):
        await head.post("/api/people", json=person(name, "proctor", "office"))
    three = await statements_of(school.parts.engine, head)
    assert len((await head.get("/api/people")).json()["people"]) == 3
    assert one == three


async def statements_of(engine: Engine, client: AsyncClient) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    readers = engine._readers.sync_engine
    event.listen(readers, "before_cursor_execute", note)
    await client.get("/api/people")
    event.remove(readers, "before_cursor_execute", note)
    return len(seen)


async def test_looking_changes_nothing(sqlite_engine: Engine) -> None:
    school = await founded(TestParts(sqlite_engine), "Hill School", "head")
    head = await school.signed_in()
    before = await dump(sqlite_engine)
    for path in ("/api/me", "/api/people", "/api/nowhere"):
        await head.get(path)
    assert await dump(sqlite_engine) == before


async def dump(engine: Engine) -> list[str]:
    async with engine.reading() as connection:
        return [
            str((await connection.execute(select(table))).all())
            for table in every_table().sorted_tables
        ]
