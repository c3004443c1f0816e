"""Small real apps for tests: routes, the middleware of the server, and a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from invigilate.api.answering import EXCEPTION_HANDLERS
from invigilate.api.security import middleware
from invigilate.clock import TestClock
from invigilate.settings import Settings
from invigilate.store.engine import Engine

NEAR = "127.0.0.1"


@dataclass(frozen=True)
class TestParts:
    """What routes may use, with a clock that stands still."""

    __test__ = False

    engine: Engine
    settings: Settings = field(default_factory=Settings)
    clock: TestClock = field(default_factory=TestClock)
    secret: bytes = b"s" * 32


def app_of(routes: Sequence[BaseRoute], parts: TestParts) -> Starlette:
    """The app as the server builds it, with these routes alone."""
    app = Starlette(
        routes=routes,
        middleware=middleware(parts.settings),
        exception_handlers=dict(EXCEPTION_HANDLERS),
    )
    app.state.parts = parts
    return app


def client_of(
    app: Starlette, address: str = NEAR, base_url: str = "http://localhost:8000"
) -> AsyncClient:
    """A client of the app that seems to come from this address."""
    transport = ASGITransport(app=app, client=(address, 40_000))
    return AsyncClient(transport=transport, base_url=base_url)
