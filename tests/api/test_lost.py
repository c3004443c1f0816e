"""An address that leads nowhere: a page for who looks at it, problem details for programs."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient

from invigilate.api import lost, pages
from invigilate.store.engine import Engine
from tests.api.apps import TestParts, app_of, client_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture
async def client(sqlite_engine: Engine) -> AsyncIterator[AsyncClient]:
    async with client_of(app_of(pages.routes(), TestParts(sqlite_engine))) as made:
        yield made


async def test_a_browser_is_shown_a_page_that_says_what_happened(client: AsyncClient) -> None:
    for path in ("/nope", "/api/nope", "/static/nope.html"):
        response = await client.get(path, headers={"accept": BROWSER})
        assert (response.status_code, response.text) == (404, lost.PAGE)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["vary"] == "accept"


def test_the_page_leads_to_the_start_screen_and_to_the_office() -> None:
    assert re.findall(r'<a [^>]*?href="([^"]+)"', lost.PAGE) == ["/", "/office"]


async def test_the_page_may_do_nothing_but_look_as_it_does(client: AsyncClient) -> None:
    headers = (await client.get("/nope", headers={"accept": BROWSER})).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert re.findall(r"<(script|style)|\sstyle=|\son\w+=", lost.PAGE) == []


async def test_its_look_is_a_file_of_its_own(client: AsyncClient) -> None:
    response = await client.get(lost.STYLE_PATH)
    assert (response.status_code, response.text) == (200, lost.STYLE)
    assert response.headers["content-type"] == "text/css; charset=utf-8"


async def test_the_address_is_not_repeated(client: AsyncClient) -> None:
    response = await client.get("/you-have-failed", headers={"accept": BROWSER})
    assert response.text == lost.PAGE


@pytest.mark.parametrize(
    ("method", "accept"),
    [("GET", "*/*"), ("GET", "application/json"), ("GET", ""), ("POST", BROWSER)],
)
async def test_programs_are_told_in_problem_details(
    client: AsyncClient, method: str, accept: str
) -> None:
    response = await client.request(method, "/nope", headers={"accept": accept})
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, response.json()) == (
        404,
        {
            "type": "urn:invigilate:problem:no-such-page",
            "title": "Not Found",
            "status": 404,
            "detail": "Not Found",
            "word": "no-such-page",
        },
    )
