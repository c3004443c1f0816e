"""A live room over HTTP: what pages without a socket say, and what staff read of it."""

from starlette.routing import Route

from invigilate.rooms.routes import heat, live, notes, replay

routes: list[Route] = [*live.routes, *notes.routes, *heat.routes, *replay.routes]
