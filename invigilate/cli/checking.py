"""`check`: what is wrong with this installation, a line each."""

import os
import sys
from collections.abc import AsyncIterator

from invigilate import settings as knobs
from invigilate.api.pages import STATIC
from invigilate.bus.redis.ping import trouble
from invigilate.cli.saying import out
from invigilate.cli.serving import port_is_free
from invigilate.errors import Unavailable
from invigilate.people.actions import all_organisations
from invigilate.secret import load_secret
from invigilate.settings import Settings, is_loopback
from invigilate.store.engine import open_engine
from invigilate.store.migrate import differences, needs_migration

Finding = tuple[bool, str]


async def check() -> bool:
    """Prints each finding; whether all is well."""
    settings = knobs.read()
    well = True
    async for good, sentence in _findings(settings):
        well = well and good
        out.print(f"{'ok   ' if good else 'WRONG'}  {sentence}", markup=False)
    return well


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer)"
    unknown = knobs.unknown_names(os.environ)
    yield not unknown, f"variables that are no settings: {', '.join(unknown) or 'none'}"
    built = (STATIC / "join.html").exists()
    yield built, "the pages are built" if built else "the pages are not built: run `make setup`"
    yield len(load_secret(settings)) == 32, "the server secret is there and private"
    yield True, f"it would listen on {settings.host}:{settings.port} (INVIGILATE_HOST, _PORT)"
    free = port_is_free(settings.host, settings.port)
    yield True, "nothing listens there now" if free else "something listens there already"
    async for finding in _database(settings):
        yield finding
    if settings.redis_url:
        wrong = await trouble(settings.redis_url)
        yield not wrong, f"Redis does not answer: {wrong}" if wrong else "Redis answers"
    safe = settings.speaks_tls or settings.plain_http or is_loopback(settings.host)
    yield safe or bool(settings.trusted_proxies), "browsers reach it over TLS, or on this machine"


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    shown = settings.database.partition("@")[2] or settings.database
    try:
        old = await needs_migration(settings.database)
        yield (
            not old,
            f"the database {shown}: {'run `invigilate migrate`' if old else 'up to date'}",
        )
        if old:
            return
        wrong = await differences(settings.database)
        yield not wrong, f"its tables are as expected ({len(wrong)} differences)"
        engine = open_engine(settings)
        try:
            known = await all_organisations(engine)
        finally:
            await engine.close()
        yield (
            bool(known),
            f"{len(known)} organisations{'' if known else ': run `invigilate person add`'}",
        )
    except (Unavailable, OSError) as fault:
        yield False, f"the database {shown} cannot be reached: {fault}"
