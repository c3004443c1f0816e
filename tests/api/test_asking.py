"""Requests become our types, or are refused with the place that does not fit."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from httpx2 import AsyncClient, Response
from starlette.requests import Request
from starlette.responses import Response as Answer
from starlette.routing import Route

from invigilate.api import asking
from invigilate.api.answering import answer
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of, client_of


class Desk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    row: int = 1


async def read_body(request: Request) -> Answer:
    return answer(await asking.body(request, Desk, limit=200))


async def read_query(request: Request) -> Answer:
    return answer(asking.query(request, Desk))


async def read_path(request: Request) -> Answer:
    return answer(asking.path_id(request, "desk_id"))


async def read_upload(request: Request) -> Answer:
    return answer(await asking.upload(request, limit=2_000))


async def read_device(request: Request) -> Answer:
    return answer(asking.device(request))


@pytest.fixture
async def client(sqlite_engine: Engine) -> AsyncIterator[AsyncClient]:
    routes = [
        Route("/body", read_body, methods=["POST"]),
        Route("/query", read_query),
        Route("/desks/{desk_id}", read_path),
        Route("/upload", read_upload, methods=["POST"]),
        Route("/device", read_device),
    ]
    async with client_of(app_of(routes, TestParts(sqlite_engine))) as made:
        yield made


def refusal(response: Response) -> tuple[int, str, str]:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    return response.status_code, problem["word"], problem["detail"]


async def test_a_body_becomes_its_type(client: AsyncClient) -> None:
    response = await client.post("/body", json={"name": "A1", "row": 3})
    assert response.json() == {"name": "A1", "row": 3}


async def test_a_body_that_does_not_fit_says_where(client: AsyncClient) -> None:
    assert refusal(await client.post("/body", json={"name": "A1", "row": "x"})) == (
        422,
        "body",
        "Expected `int`, got `str` - at `$.row`.",
    )
    assert refusal(await client.post("/body", json={"name": "A1", "seat": 1})) == (
        422,
        "body",
        "Object contains unknown field `seat`.",
    )


@pytest.mark.parametrize("text", [b"{", b'{"name":"\xff"}', b'{"name":"\\ud800"}', b""])
async def test_what_is_no_json_is_refused(client: AsyncClient, text: bytes) -> None:
    kind = {"content-type": "application/json"}
    status, word, _ = refusal(await client.post("/body", content=text, headers=kind))
    assert (status, word) == (422, "body")


async def test_the_character_that_postgresql_cannot_keep_is_refused(client: AsyncClient) -> None:
    status, word, _ = refusal(await client.post("/body", json={"name": "a\0b"}))
    assert (status, word) == (422, "body")
    status, word, _ = refusal(await client.get("/query?name=a%00b"))
    assert (status, word) == (422, "query")


async def test_a_text_that_only_speaks_of_that_character_is_read(client: AsyncClient) -> None:
    response = await client.post("/body", json={"name": "\\u0000"})
    assert response.json() == {"name": "\\u0000", "row": 1}


async def test_a_body_of_another_kind_is_refused(client: AsyncClient) -> None:
    # text/plain is what a foreign page can send without being asked first
    kind = {"content-type": "text/plain"}
    response = await client.post("/body", content=b'{"name":"A1"}', headers=kind)
    assert refusal(response) == (415, "not-json", "Send the body as application/json.")


async def test_a_body_beyond_the_limit_is_not_read(client: AsyncClient) -> None:
    response = await client.post("/body", json={"name": "A" * 200})
    assert refusal(response) == (413, "too-large", "At most 200 bytes are read.")
    assert response.json()["limit"] == 200


async def test_a_query_becomes_its_type(client: AsyncClient) -> None:
    response = await client.get("/query?name=A1&row=3")
    assert response.json() == {"name": "A1", "row": 3}


async def test_a_query_that_does_not_fit_says_where(client: AsyncClient) -> None:
    assert refusal(await client.get("/query?name=A1&row=x")) == (
        422,
        "query",
        "Expected `int`, got `str` - at `$.row`.",
    )
    assert refusal(await client.get("/query?name=A1&name=B2")) == (
        422,
        "query",
        "“name” is given twice.",
    )


async def test_an_id_that_can_be_none_is_answered_as_if_it_were_not_there(
    client: AsyncClient,
) -> None:
    assert (await client.get("/desks/a_B-9")).json() == "a_B-9"
    assert refusal(await client.get("/desks/a'b"))[:2] == (404, "no-such-page")
    assert refusal(await client.get(f"/desks/{'a' * 65}"))[:2] == (404, "no-such-page")


async def test_an_upload_is_read_with_its_fields(client: AsyncClient) -> None:
    response = await client.post(
        "/upload", files={"file": ("paper.xml", b"<paper/>")}, data={"bank": "b1"}
    )
    assert response.json() == {
        "name": "paper.xml",
        "content": "PHBhcGVyLz4=",
        "fields": {"bank": "b1"},
    }


async def test_an_upload_beyond_its_limits_is_refused(client: AsyncClient) -> None:
    large = await client.post("/upload", files={"file": ("a", b"x" * 2_000)})
    assert refusal(large) == (413, "too-large", "At most 2000 bytes are read.")
    two = await client.post("/upload", files=[("file", b"1"), ("file", b"2")])
    assert refusal(two)[:2] == (422, "form")
    other = await client.post("/upload", files={"other": ("a", b"x")})
    assert refusal(other) == (422, "form", "The file is expected in the field “file”.")
    plain = await client.post("/upload", json={})
    assert refusal(plain)[:2] == (415, "not-a-form")


async def test_a_device_cookie_of_another_form_is_none(client: AsyncClient) -> None:
    token = "a" * 22
    for sent, read in ((token, token), ("short", None), ("", None)):
        response = await client.get("/device", headers={"cookie": f"invigilate-device={sent}"})
        assert response.json() == read
