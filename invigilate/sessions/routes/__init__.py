"""Sessions over HTTP: the office's side, the rosters, and the students' start screen."""

from starlette.routing import Route

from invigilate.sessions.routes import office, parcels, records, reports, rosters, start

routes: list[Route] = [
    *office.routes,
    *rosters.routes,
    *start.routes,
    *records.routes,
    *parcels.routes,
    *reports.routes,
]
