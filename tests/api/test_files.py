"""Static files: kept for ever by their hashed names, sent compressed to whoever takes that."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.routing import Mount

from invigilate.api.asking import accepted
from invigilate.api.files import FOR_EVER, Files

PLAIN = b"export const plain = 1\n"


@pytest_asyncio.fixture
async def browser(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Over a folder of one script with both twins, one with none, and a page."""
    (tmp_path / "assets").mkdir()
    for name, content in {
        "assets/a-1.js": PLAIN,
        "assets/a-1.js.br": b"as brotli",
        "assets/a-1.js.gz": b"as gzip",
        "assets/b-2.js": PLAIN,
        "exam.html": b"<!doctype html>",
    }.items():
        (tmp_path / name).write_bytes(content)
    app = Starlette(routes=[Mount("/static", Files(directory=tmp_path))])
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def raw(browser: AsyncClient, path: str, **headers: str) -> tuple[bytes, Response]:
    """The bytes as they were sent."""
    headers.setdefault("accept-encoding", "")
    async with browser.stream("GET", f"/static/{path}", headers=headers) as response:
        return b"".join([part async for part in response.aiter_raw()]), response


@pytest.mark.parametrize(
    ("takes", "sent", "encoding"),
    [
        ("gzip, deflate, br, zstd", b"as brotli", "br"),
        ("gzip, br;q=0", b"as gzip", "gzip"),
        ("deflate", PLAIN, None),
        ("", PLAIN, None),
    ],
)
async def test_the_smallest_that_the_browser_takes_is_sent(
    browser: AsyncClient, takes: str, sent: bytes, encoding: str | None
) -> None:
    body, response = await raw(browser, "assets/a-1.js", **{"accept-encoding": takes})
    assert body == sent
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == FOR_EVER
    assert response.headers["vary"] == "accept-encoding"


async def test_a_file_without_twins_is_sent_as_it_is(browser: AsyncClient) -> None:
    body, response = await raw(browser, "assets/b-2.js", **{"accept-encoding": "br"})
    assert (body, response.headers.get("content-encoding")) == (PLAIN, None)


async def test_a_page_is_asked_for_anew_each_time(browser: AsyncClient) -> None:
    _, response = await raw(browser, "exam.html", **{"accept-encoding": "br"})
    assert response.headers["cache-control"] == "no-cache"


async def test_a_twin_that_the_browser_has_is_not_sent_again(browser: AsyncClient) -> None:
    takes = {"accept-encoding": "br"}
    _, first = await raw(browser, "assets/a-1.js", **takes)
    body, again = await raw(
        browser, "assets/a-1.js", **takes, **{"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, body) == (304, b"")


async def test_who_asks_for_a_part_gets_a_part_of_the_plain_file(browser: AsyncClient) -> None:
    takes = {"accept-encoding": "br", "range": "bytes=0-5"}
    body, response = await raw(browser, "assets/a-1.js", **takes)
    assert (response.status_code, body) == (206, PLAIN[:6])


async def test_nothing_outside_the_folder_is_served(browser: AsyncClient) -> None:
    _, response = await raw(browser, "..%2f..%2fetc%2fpasswd")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("gzip, br", {"gzip", "br"}),
        ("BR;q=1.0, gzip;q=0.0", {"br"}),
        ("gzip;q=0", set()),
        ("", set()),
    ],
)
def test_encodings_are_taken_by_name(header: str, names: set[str]) -> None:
    assert accepted(header) == names
