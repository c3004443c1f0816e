"""The Starlette app: every route, and what stands around them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from invigilate.api import pages
from invigilate.api.answering import EXCEPTION_HANDLERS
from invigilate.api.security import middleware
from invigilate.assessments.routes import routes as assessments
from invigilate.grading.routes import routes as grading
from invigilate.people.routes import routes as people
from invigilate.rooms.routes import routes as live
from invigilate.rooms.socket import routes as sockets
from invigilate.sessions.routes import routes as sessions
from invigilate.settings import Settings

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[Mapping[str, object]]]
"""Gives what the server that runs the app needs of it."""

ROUTES: tuple[BaseRoute, ...] = (*people, *sessions, *assessments, *grading, *live, *sockets)
"""Every route that is not a page; a test gives each a line in the matrix of rights."""


def build(settings: Settings, lifespan: Lifespan, more: tuple[BaseRoute, ...] = ()) -> Starlette:
    """The app; its parts hang on `state.parts` once the lifespan has begun."""
    return Starlette(
        routes=[*ROUTES, *more, *pages.routes()],
        middleware=middleware(settings),
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
