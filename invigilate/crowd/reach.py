"""One person's way to the server: its HTTP side with a cookie jar of their own, and the socket.

All persons share one pool of connections; cookies travel by hand, for a shared client would mix
them up.
"""

import ssl
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx
from msgspec import json
from websockets.asyncio.client import ClientConnection, connect

from invigilate.wire.codec import encode, read_server
from invigilate.wire.frames import ClientFrame, ServerFrame

SOCKET_LIMIT = 4 * 1024 * 1024


class Away(Exception):
    """The server could not be reached, or answered that it cannot just now."""


class Turned(Exception):
    """The server refused: `word` says why."""

    def __init__(self, word: str, sentence: str, after: float) -> None:
        super().__init__(word, sentence)
        self.word, self.sentence, self.after = word, sentence, after


class Network:
    """The pool that all persons of a run share."""

    def __init__(self, url: str, trust: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.tls = ssl.create_default_context(cafile=trust) if url.startswith("https") else None
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
        self.transport = httpx.AsyncHTTPTransport(
            verify=self.tls or False, limits=limits, retries=0, trust_env=False
        )
        parts = urlsplit(self.url)
        self.socket_url = f"{'wss' if self.tls else 'ws'}://{parts.netloc}/live"

    async def close(self) -> None:
        """Closes the pool."""
        await self.transport.aclose()


class Reach:
    """One person's cookies and ways."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.cookies: dict[str, str] = {}
        self.seat = ""
        """The seat that this person's page was opened for, once it was taken."""

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """An answer's JSON, None where it is empty.

        Raises Away (try again), Turned (a refusal).
        """
        content = b"" if body is None else json.encode(body)
        return await self.send(method, path, content, "application/json")

    async def send(
        self, method: str, path: str, content: bytes, kind: str = "application/octet-stream"
    ) -> Any:
        """The same with a body of any kind."""
        response, data = await self._exchange(method, path, content, kind)
        return _read(response, data)

    async def fetch(self, path: str) -> bytes:
        """A file's bytes. Raises Away, Turned."""
        response, data = await self._exchange("GET", path, b"", "")
        if response.status_code >= 300:
            _read(response, data)
        return data

    async def _exchange(
        self, method: str, path: str, content: bytes, kind: str
    ) -> tuple[httpx.Response, bytes]:
        headers = {"origin": self._network.url, "accept": "application/json"}
        headers |= {"content-length": str(len(content))}
        if content:
            headers["content-type"] = kind
        if self.seat:
            headers["invigilate-seat"] = self.seat
        if self.cookies:
            headers["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        request = httpx.Request(method, self._network.url + path, headers=headers, content=content)
        request.extensions = {"timeout": {"connect": 10, "read": 30, "write": 10, "pool": 60}}
        try:
            response = await self._network.transport.handle_async_request(request)
            data = await response.aread()
            await response.aclose()
        except (httpx.TransportError, OSError) as fault:
            raise Away(str(fault) or type(fault).__name__) from None
        self._keep(response)
        return response, data

    def _keep(self, response: httpx.Response) -> None:
        for line in response.headers.get_list("set-cookie"):
            for name, cookie in SimpleCookie(line).items():
                if cookie["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = cookie.value

    async def socket(self) -> ClientConnection:
        """An open socket. Raises Away."""
        try:
            return await connect(
                self._network.socket_url,
                origin=self._network.url,  # type: ignore[arg-type]
                ssl=self._network.tls,
                subprotocols=["invigilate.msgpack"],  # type: ignore[list-item]
                compression=None,
                max_size=SOCKET_LIMIT,
                ping_interval=None,
                open_timeout=15,
                close_timeout=2,
                proxy=None,
            )
        except Exception as fault:
            raise Away(str(fault) or type(fault).__name__) from None


def _read(response: httpx.Response, data: bytes) -> Any:
    if response.status_code < 300:
        return json.decode(data) if data else None
    try:
        problem = json.decode(data)
        word, detail = str(problem.get("word", "")), str(problem.get("detail", ""))
    except Exception:
        word, detail = f"http-{response.status_code}", ""
    after = float(response.headers.get("retry-after", 0) or 0)
    if response.status_code >= 500:
        raise Away(f"{response.status_code} {word}")
    raise Turned(word, detail, after)


async def send(socket: ClientConnection, frame: ClientFrame) -> None:
    """Sends one frame."""
    await socket.send(encode(frame))


def read(data: bytes | str) -> ServerFrame:
    """Reads one frame."""
    return read_server(data)
