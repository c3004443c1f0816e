"""Refusals and faults as problem details."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from invigilate.api.answering import answer, done
from invigilate.errors import NotAllowed, NotFound, NotValid, Refused, TooOften, Unavailable
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of, client_of

RAISED: dict[str, Exception] = {
    "refused": Refused("paused", "The room is paused.", until=9),
    "not-found": NotFound("no-such-seat", "There is no such seat."),
    "not-allowed": NotAllowed("no-right", "You may not."),
    "not-valid": NotValid("minutes", "Minutes are positive.", at="minutes", status=200),
    "too-often": TooOften("slow-down", "Wait.", 1.2),
    "unavailable": Unavailable("postgresql://me:hunter2@db"),
    "fault": LookupError("hunter2"),
}


async def fail(request: Request) -> Response:
    raise RAISED[request.path_params["which"]]


async def well(request: Request) -> Response:
    return answer({"a": 1}, 201, {"x-extra": "yes"})


async def quiet(request: Request) -> Response:
    return done()


@pytest.fixture
async def client(sqlite_engine: Engine) -> AsyncIterator[AsyncClient]:
    routes = [Route("/well", well), Route("/quiet", quiet), Route("/fail/{which}", fail)]
    async with client_of(app_of(routes, TestParts(sqlite_engine))) as made:
        yield made


async def test_an_answer_is_json_and_not_stored_on_the_way(client: AsyncClient) -> None:
    response = await client.get("/well")
    assert (response.status_code, response.json()) == (201, {"a": 1})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-extra"] == "yes"


async def test_done_says_nothing(client: AsyncClient) -> None:
    response = await client.get("/quiet")
    assert (response.status_code, response.content) == (204, b"")


async def test_a_refusal_is_a_problem_with_its_word_and_its_extras(client: AsyncClient) -> None:
    response = await client.get("/fail/refused")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert (response.status_code, response.json()) == (
        409,
        {
            "type": "urn:invigilate:problem:paused",
            "title": "Conflict",
            "status": 409,
            "detail": "The room is paused.",
            "word": "paused",
            "until": 9,
        },
    )


@pytest.mark.parametrize(
    ("which", "status"), [("not-found", 404), ("not-allowed", 403), ("not-valid", 422)]
)
async def test_each_kind_of_refusal_has_its_status(
    client: AsyncClient, which: str, status: int
) -> None:
    response = await client.get(f"/fail/{which}")
    assert (response.status_code, response.json()["status"]) == (status, status)


async def test_too_often_says_when_the_next_try_is_heard(client: AsyncClient) -> None:
    response = await client.get("/fail/too-often")
    assert (response.status_code, response.headers["retry-after"]) == (429, "2")
    assert response.json()["retry_after"] == 1.2


async def test_a_store_that_is_away_means_try_again_and_shows_nothing(
    client: AsyncClient,
) -> None:
    response = await client.get("/fail/unavailable")
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["word"] == "try-again"
    assert "hunter2" not in response.text


async def test_a_fault_has_a_reference_that_the_log_has_too(client: AsyncClient) -> None:
    with capture_logs() as logs:
        response = await client.get("/fail/fault?password=hunter2")
    assert (response.status_code, response.json()["word"]) == (500, "fault")
    [logged] = logs
    assert logged["reference"] == response.json()["reference"]
    assert logged["error"] == "LookupError"
    assert logged["at"][-1].startswith("fail:")
    assert "hunter2" not in response.text + str(logs)


async def test_the_answer_to_a_fault_carries_the_security_headers(client: AsyncClient) -> None:
    response = await client.get("/fail/fault")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_what_is_not_there_is_a_problem_too(client: AsyncClient) -> None:
    missing = await client.get("/nowhere")
    assert (missing.status_code, missing.json()["word"]) == (404, "no-such-page")
    wrong = await client.delete("/well")
    assert (wrong.status_code, wrong.json()["word"]) == (405, "no-such-method")
    assert sorted(wrong.headers["allow"].split(", ")) == ["GET", "HEAD"]
