"""`erase`: a student out of a closed session, for good."""

import asyncio

from invigilate import settings as knobs
from invigilate.cli.saying import err, out
from invigilate.cli.staffing import house
from invigilate.clock import WallClock
from invigilate.errors import NotFound
from invigilate.grading.erasing import erase as erase_marks
from invigilate.people.actions import all_organisations
from invigilate.sessions.erasing import Gone
from invigilate.sessions.erasing import erase as erase_student
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import migrate
from invigilate.store.scrubbing import scrub
from invigilate.store.sole_server import sole_server
from invigilate.store.url import file_of


async def erase(session: str, who: str, reason: str) -> None:
    """Erases and says what was taken out, and what is not ours to take.

    Raises as `sessions.erasing` does, and AlreadyServed where a server runs on the SQLite file.
    """
    settings = knobs.read()
    with sole_server(settings, ""):
        await _erase(settings, session, who, reason)


async def _erase(settings: Settings, session: str, who: str, reason: str) -> None:
    await migrate(settings.database)
    engine = open_engine(settings)
    try:
        gone = await _erased(engine, session, who, reason)
    finally:
        await engine.close()
    path = file_of(settings.database)
    if path is not None:
        await asyncio.to_thread(scrub, path)
    out.print(
        f"Erased: {gone.rows} rows of the log, {gone.seals} booklets, {gone.audit} lines of the"
        " audit. The chain holds: `invigilate verify`.",
        markup=False,
    )
    err.print(
        "Backups, copies and exported files that were made before hold this person still; so does"
        " what was said to several students at once.",
        markup=False,
    )
    if path is None:
        err.print("PostgreSQL keeps old rows until VACUUM FULL has run.", markup=False)


async def _erased(engine: Engine, session: str, who: str, reason: str) -> Gone:
    clock = WallClock()
    for organisation in await all_organisations(engine):
        try:
            return await erase_student(
                engine, clock, house(organisation), session, who, reason, erase_marks
            )
        except NotFound as refusal:
            if refusal.word != "no-such-session":
                raise
    raise NotFound("no-such-session", f"There is no session {session}.")
