"""What every answer tells the browser, and what is not heard at all."""

from pathlib import Path

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from invigilate.api.answering import done
from invigilate.api.cookies import clear_cookie, read_cookie, set_cookie
from invigilate.api.peer import client_address
from invigilate.api.security import origin_allowed
from invigilate.settings import Settings
from invigilate.store.engine import Engine
from tests.api.apps import NEAR, TestParts, app_of, client_of

OURS = "https://exams.example"
PUBLIC = Settings(public_url=OURS, trusted_proxies=(NEAR,))
TLS = Settings(tls_certificate=Path("c"), tls_key=Path("k"), public_url=OURS)
FOREIGN = [
    "null",
    "https://evil.example",
    "https://sub.exams.example",
    "https://exams.example.evil.example",
    "http://exams.example",
    "https://exams.example:8443",
    "https://exams.example@evil.example",
    "",
]


async def echo(request: Request) -> Response:
    settings = request.app.state.parts.settings
    response = Response(f"{client_address(request, settings)} {request.method}")
    set_cookie(response, request, settings, "seat", "token", max_age_seconds=60)
    response.headers["x-read"] = read_cookie(request, settings, "seat")
    return response


async def leave(request: Request) -> Response:
    response = done()
    clear_cookie(response, request, request.app.state.parts.settings, "seat")
    return response


async def live(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("heard")
    await socket.close()


ROUTES = [
    Route("/echo", echo, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    Route("/leave", leave, methods=["POST"]),
    WebSocketRoute("/live", live),
]


def client(
    engine: Engine, settings: Settings | None = None, address: str = NEAR, url: str = ""
) -> AsyncClient:
    parts = TestParts(engine, settings or Settings())
    return client_of(app_of(ROUTES, parts), address, url or "http://localhost:8000")


async def test_every_answer_carries_the_headers(sqlite_engine: Engine) -> None:
    async with client(sqlite_engine) as asking:
        for path in ("/echo", "/nowhere"):
            headers = (await asking.get(path)).headers
            assert headers["content-security-policy"] == (
                "default-src 'self'; script-src 'self'; style-src 'self';"
                " img-src 'self' data: blob:; connect-src 'self'; object-src 'none';"
                " base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
                " require-trusted-types-for 'script';"
                " trusted-types invigilate invigilate-worker dompurify svelte-trusted-html"
            )
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["x-frame-options"] == "DENY"
            assert "strict-transport-security" not in headers


async def test_only_encrypted_answers_promise_encryption(sqlite_engine: Engine) -> None:
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        headers = (await asking.get("/echo")).headers
        assert headers["strict-transport-security"] == "max-age=31536000"
    async with client(sqlite_engine, TLS, url="https://localhost") as asking:
        assert "strict-transport-security" not in (await asking.get("/echo")).headers


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_page_of_another_origin_changes_nothing(sqlite_engine: Engine, origin: str) -> None:
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            response = await asking.request(method, "/echo", headers={"origin": origin})
            assert (response.status_code, response.json()["word"]) == (403, "foreign-origin")
        response = await asking.get("/echo", headers={"origin": origin})
        assert response.status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "made-up"])
async def test_the_browser_says_where_a_request_comes_from(
    sqlite_engine: Engine, site: str
) -> None:
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        response = await asking.post("/echo", headers={"sec-fetch-site": site, "origin": OURS})
        assert response.status_code == 403


async def test_our_own_pages_and_tools_without_cookies_are_heard(sqlite_engine: Engine) -> None:
    heard: list[dict[str, str]] = [
        {"origin": OURS, "sec-fetch-site": "same-origin"},
        {"origin": OURS},
        {"sec-fetch-site": "none"},
        {},
    ]
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        for headers in heard:
            assert (await asking.post("/echo", headers=headers)).status_code == 200


def test_without_a_public_url_the_host_that_was_asked_is_ours() -> None:
    near = Settings()
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        assert origin_allowed(Headers({"host": host, "origin": f"http://{host}"}), near) is True
    elsewhere = {"host": "localhost:8000", "origin": "http://localhost:9000"}
    assert origin_allowed(Headers(elsewhere), near) is False


def test_the_default_port_may_be_written_or_not() -> None:
    written = Settings(public_url="https://Exams.example:443")
    assert origin_allowed(Headers({"origin": OURS}), written) is True


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_socket_of_another_origin_is_denied_before_it_opens(
    sqlite_engine: Engine, origin: str
) -> None:
    app = app_of(ROUTES, TestParts(sqlite_engine, TLS))
    asking = TestClient(app, base_url=OURS, client=(NEAR, 1))
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        asking.websocket_connect("/live", headers={"origin": origin}),
    ):
        pytest.fail("it was opened")
    assert denied.value.status_code == 403
    assert denied.value.json()["word"] == "foreign-origin"
    assert denied.value.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("headers", [{"origin": OURS}, {}])
def test_a_socket_of_ours_opens(sqlite_engine: Engine, headers: dict[str, str]) -> None:
    app = app_of(ROUTES, TestParts(sqlite_engine, TLS))
    asking = TestClient(app, base_url=OURS, client=(NEAR, 1))
    with asking.websocket_connect("/live", headers=headers) as socket:
        assert socket.receive_text() == "heard"


async def test_plain_http_from_elsewhere_is_refused_with_the_reason(
    sqlite_engine: Engine,
) -> None:
    async with client(sqlite_engine, address="10.0.0.9") as asking:
        response = await asking.get("/echo")
    assert (response.status_code, response.json()["word"]) == (403, "plain-http")
    assert response.json()["detail"].startswith("This connection is not encrypted")


async def test_plain_http_from_elsewhere_is_heard_where_asked_by_name(
    sqlite_engine: Engine,
) -> None:
    async with client(sqlite_engine, Settings(plain_http=True), "10.0.0.9") as asking:
        assert (await asking.get("/echo")).text == "10.0.0.9 GET"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
async def test_plain_http_on_this_machine_is_heard(sqlite_engine: Engine, address: str) -> None:
    async with client(sqlite_engine, address=address) as asking:
        assert (await asking.get("/echo")).status_code == 200


@pytest.mark.parametrize(
    ("peer", "told", "believed"),
    [
        (NEAR, "203.0.113.7", "203.0.113.7"),
        (NEAR, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (NEAR, "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (NEAR, "203.0.113.7, unknown", NEAR),
        (NEAR, "", NEAR),
        ("10.0.0.9", "203.0.113.7", "10.0.0.9"),
    ],
)
async def test_proxies_are_believed_only_by_their_exact_address(
    sqlite_engine: Engine, peer: str, told: str, believed: str
) -> None:
    settings = Settings(plain_http=True, trusted_proxies=(NEAR, "10.0.0.2"))
    async with client(sqlite_engine, settings, peer) as asking:
        response = await asking.get("/echo", headers={"x-forwarded-for": told})
    assert response.text == f"{believed} GET"


async def test_a_trusted_proxy_says_that_the_client_is_encrypted(sqlite_engine: Engine) -> None:
    told = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}
    async with client(sqlite_engine, PUBLIC) as asking:
        response = await asking.get("/echo", headers=told)
        assert response.headers["set-cookie"].startswith("__Host-invigilate-seat=token;")
        plain = await asking.get("/echo", headers={"x-forwarded-for": "203.0.113.7"})
        assert plain.status_code == 403
    async with client(sqlite_engine, PUBLIC, "10.0.0.9") as asking:
        assert (await asking.get("/echo", headers=told)).status_code == 403


async def test_cookies_over_tls_are_bound_to_the_host(sqlite_engine: Engine) -> None:
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        response = await asking.get("/echo")
    assert response.headers["set-cookie"] == (
        "__Host-invigilate-seat=token; HttpOnly; Max-Age=60; Path=/; SameSite=strict; Secure"
    )


async def test_cookies_on_plain_http_have_another_name(sqlite_engine: Engine) -> None:
    async with client(sqlite_engine) as asking:
        response = await asking.get("/echo")
    assert response.headers["set-cookie"] == (
        "invigilate-seat=token; HttpOnly; Max-Age=60; Path=/; SameSite=strict"
    )


async def test_over_tls_only_the_bound_cookie_is_read(sqlite_engine: Engine) -> None:
    both = {"cookie": "invigilate-seat=planted; __Host-invigilate-seat=ours"}
    planted = {"cookie": "invigilate-seat=planted"}
    async with client(sqlite_engine, TLS, url=OURS) as asking:
        assert (await asking.get("/echo", headers=both)).headers["x-read"] == "ours"
        assert (await asking.get("/echo", headers=planted)).headers["x-read"] == ""
    async with client(sqlite_engine) as asking:
        assert (await asking.get("/echo", headers=both)).headers["x-read"] == "planted"


async def test_a_cookie_is_taken_back(sqlite_engine: Engine) -> None:
    async with client(sqlite_engine) as asking:
        response = await asking.post("/leave")
    assert response.headers["set-cookie"] == (
        'invigilate-seat=""; HttpOnly; Max-Age=0; Path=/; SameSite=strict'
    )
