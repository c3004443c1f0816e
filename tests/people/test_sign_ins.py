"""Signing in and out, and one's own password, over HTTP, on both databases."""

import statistics
import time
from collections.abc import Awaitable, Callable

import pytest
from httpx2 import Response
from sqlalchemy import select

from invigilate.people import sign_ins, tables
from invigilate.people.sign_ins import FREE_TRIES, FREE_TRIES_OF_ADDRESS
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, client_of
from tests.people.school import COOKIE, PASSWORD, School, founded, person, refusal, sign_in


async def test_who_signs_in_is_told_who_they_are_and_what_they_may(school: School) -> None:
    client = school.client()
    response = await sign_in(client, " HEAD ")
    organisation = {"id": school.made.id, "name": "Hill School", "parent_id": None}
    me = {
        "id": school.head.id,
        "name": "head",
        "shown_name": "Head",
        "organisation": organisation,
        "organisations": [organisation],
        "roles": ["office"],
        "rights": response.json()["rights"],
    }
    assert (response.status_code, response.json()) == (200, me)
    assert (await client.get("/api/me")).json() == me
    assert len(me["rights"]) == 13
    assert "Max-Age=43200" in response.headers["set-cookie"]


async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(school: School) -> None:
    unknown = await sign_in(school.client(), "nobody")
    wrong = await sign_in(school.client(), "head", "five tame geese")
    assert refusal(unknown) == (401, "name-or-password")
    assert unknown.json() == wrong.json()
    assert unknown.headers == wrong.headers


async def test_an_unknown_name_takes_as_much_computing_as_a_wrong_password(
    sqlite_engine: Engine,
) -> None:
    school = await founded(TestParts(sqlite_engine), "Hill School", "head")

    async def seconds(name: str) -> float:
        school.parts.clock.turn(3_600)
        start = time.process_time()
        await sign_in(school.client(), name, "five tame geese")
        return time.process_time() - start

    unknown: list[float] = []
    wrong: list[float] = []
    for _ in range(15):
        unknown.append(await seconds("nobody"))
        wrong.append(await seconds("head"))
    # One Argon2 takes most of either: without it the quotient would be 0.2.
    assert 0.4 < statistics.median(unknown) / statistics.median(wrong) < 2.5


async def test_nobody_is_answered_without_a_sign_in(school: School) -> None:
    client = school.client()
    asked: list[Callable[[], Awaitable[Response]]] = [
        lambda: client.get("/api/me"),
        lambda: client.get("/api/people"),
        lambda: client.post("/api/people", json=person("new", "office")),
        lambda: client.delete(f"/api/people/{school.head.id}"),
        lambda: client.post("/api/sign-out"),
        lambda: client.post("/api/password", json={"old": PASSWORD, "new": "another one"}),
    ]
    for ask in asked:
        assert refusal(await ask()) == (401, "not-signed-in")


@pytest.mark.parametrize("cookie", ["", "x", "a" * 22, "a" * 5_000])
async def test_a_made_up_cookie_is_none(school: School, cookie: str) -> None:
    response = await school.client().get("/api/me", headers={"cookie": f"{COOKIE}={cookie}"})
    assert refusal(response) == (401, "not-signed-in")


async def test_a_sign_in_always_gets_a_new_token(school: School) -> None:
    client = school.client()
    client.cookies.set(COOKIE, "a" * 22, domain="localhost.local")
    first = (await sign_in(client, "head")).cookies[COOKIE]
    second = (await sign_in(client, "head")).cookies[COOKIE]
    assert len({first, second, "a" * 22}) == 3


async def test_the_token_itself_is_not_kept(school: School) -> None:
    token = (await sign_in(school.client(), "head")).cookies[COOKIE]
    async with school.parts.engine.reading() as connection:
        rows = await connection.execute(select(tables.sign_ins))
        assert token not in str(rows.all())


async def test_a_sign_in_ends_after_its_hours(school: School) -> None:
    client = await school.signed_in()
    school.parts.clock.turn(12 * 3_600 - 1)
    assert (await client.get("/api/me")).status_code == 200
    school.parts.clock.turn(1)
    assert refusal(await client.get("/api/me")) == (401, "not-signed-in")


async def test_signing_out_ends_this_sign_in_for_good(school: School) -> None:
    client, other = await school.signed_in(), await school.signed_in()
    token = client.cookies[COOKIE]
    response = await client.post("/api/sign-out")
    assert response.status_code == 204
    assert dict(client.cookies) == {}
    again = await school.client().get("/api/me", headers={"cookie": f"{COOKIE}={token}"})
    assert refusal(again) == (401, "not-signed-in")
    assert (await other.get("/api/me")).status_code == 200


async def test_after_some_failures_one_has_to_wait(school: School) -> None:
    for _ in range(FREE_TRIES):
        assert refusal(await sign_in(school.client(), "head", "wrong one")) == (
            401,
            "name-or-password",
        )
    slowed = await sign_in(school.client(), "head")
    assert refusal(slowed) == (429, "slow-down")
    assert slowed.headers["retry-after"] == "2"
    school.parts.clock.turn(2)
    assert (await sign_in(school.client(), "head")).status_code == 200
    assert refusal(await sign_in(school.client(), "head", "wrong one")) == (
        401,
        "name-or-password",
    )


async def test_who_knows_a_name_cannot_lock_its_owner_out(sqlite_engine: Engine) -> None:
    parts = TestParts(sqlite_engine)
    school = await founded(parts, "Hill School", "head")
    attacker = client_of(school.app, "::1")
    for _ in range(FREE_TRIES):
        await sign_in(attacker, "head", "wrong one")
    assert refusal(await sign_in(attacker, "head")) == (429, "slow-down")
    assert (await sign_in(school.client(), "head")).status_code == 200


async def test_one_address_may_not_try_all_names(school: School) -> None:
    words = [
        refusal(await sign_in(school.client(), f"name{number}", "wrong one"))[1]
        for number in range(FREE_TRIES_OF_ADDRESS + 1)
    ]
    assert words == ["name-or-password"] * FREE_TRIES_OF_ADDRESS + ["slow-down"]


async def test_sign_ins_that_work_use_up_no_tries(school: School) -> None:
    for _ in range(FREE_TRIES_OF_ADDRESS + 5):
        client = school.client()
        response = await sign_in(client, "head")
        assert response.status_code == 200


async def test_a_changed_password_ends_the_other_sign_ins(school: School) -> None:
    client, other = await school.signed_in(), await school.signed_in()
    since = school.parts.clock.now_ms()
    response = await client.post("/api/password", json={"old": PASSWORD, "new": "nine wild swans"})
    assert response.status_code == 204
    assert (await client.get("/api/me")).status_code == 200
    assert refusal(await other.get("/api/me")) == (401, "not-signed-in")
    assert len(await sign_ins.ended_since(school.parts.engine, since)) == 1
    assert refusal(await sign_in(school.client(), "head")) == (401, "name-or-password")
    assert (await sign_in(school.client(), "head", "nine wild swans")).status_code == 200


async def test_a_password_is_changed_only_by_who_knows_it(school: School) -> None:
    client = await school.signed_in()
    wrong = await client.post("/api/password", json={"old": "x", "new": "nine wild swans"})
    assert refusal(wrong) == (403, "wrong-password")
    weak = await client.post("/api/password", json={"old": PASSWORD, "new": "short"})
    assert refusal(weak) == (422, "password")
    assert (await sign_in(school.client(), "head")).status_code == 200
