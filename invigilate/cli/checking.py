"""`check`: what is wrong with this installation, where, and what to do; a line each.

It looks and changes nothing: no folder, no secret and no database is made.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from invigilate import settings as knobs
from invigilate.api.pages import STATIC
from invigilate.bus.redis.ping import trouble
from invigilate.cli import folder
from invigilate.cli.certificate import certificate_of, lapse
from invigilate.cli.saying import out
from invigilate.cli.serving import port_is_free
from invigilate.errors import NotValid, Unavailable
from invigilate.people.actions import all_organisations
from invigilate.settings import Settings, is_loopback
from invigilate.store.engine import open_engine
from invigilate.store.migrate import Age, age, current, differences, require_known
from invigilate.store.sole_server import serving_now
from invigilate.store.url import file_of, shown
from invigilate.store.whole import require_whole

FIRST_PERSON = "`invigilate person add NAME --role office --organisation SCHOOL`"
OLD: Mapping[Age, str] = {
    "empty": "has no tables yet: run `invigilate migrate`",
    "older": "has the tables of an older version: run `invigilate migrate`",
}


class Finding(NamedTuple):
    """One line; where it is not good it says what to do."""

    good: bool
    sentence: str


async def check() -> bool:
    """Prints each finding; whether all is well."""
    well = True
    async for finding in findings(knobs.read(), os.environ, datetime.now(UTC)):
        well = well and finding.good
        out.print(f"{'ok   ' if finding.good else 'WRONG'}  {finding.sentence}", markup=False)
    return well


async def findings(
    settings: Settings, environ: Mapping[str, str], now: datetime
) -> AsyncIterator[Finding]:
    """All that can be found out without changing anything, the nearest causes first."""
    for finding in (*_program(environ), *_address(settings, now), *_folders(settings)):
        yield finding
    async for finding in _database(settings):
        yield finding
    if settings.redis_url:
        yield await _redis(settings.redis_url)


def _program(environ: Mapping[str, str]) -> Iterator[Finding]:
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer)")
    unknown = knobs.unknown_names(environ)
    told = f"{', '.join(unknown)}: correct or unset them" if unknown else "none"
    yield Finding(not unknown, f"variables that are no settings: {told}")
    built = (STATIC / "join.html").exists()
    said = "the pages are built" if built else "the pages are not built: run `make setup`"
    yield Finding(built, said)


def _address(settings: Settings, now: datetime) -> Iterator[Finding]:
    where = f"{settings.host}:{settings.port} (INVIGILATE_HOST, INVIGILATE_PORT)"
    free = port_is_free(settings.host, settings.port)
    listens = "nothing listens there now" if free else "something listens there already"
    yield Finding(True, f"it would listen on {where}: {listens}")
    safe = settings.speaks_tls or settings.plain_http or is_loopback(settings.host)
    safe = safe or bool(settings.trusted_proxies)
    yield Finding(safe, "browsers reach it over TLS, or on this machine")
    try:
        certificate = certificate_of(settings)
    except NotValid as refusal:
        yield Finding(False, refusal.sentence)
        return
    if certificate is not None:
        told = f"the certificate {settings.tls_certificate}"
        wrong = lapse(certificate, now)
        ends = f"holds until {certificate.not_valid_after_utc:%Y-%m-%d}, and its key is the right"
        yield Finding(not wrong, f"{told} {wrong or f'{ends} one'}")


def _folders(settings: Settings) -> Iterator[Finding]:
    database = file_of(settings.database)
    for path in folder.folders(settings, database):
        told = f"the folder {path} can be written{'' if path.exists() else ', once it is made'}"
        wrong = folder.unwritable(settings, path, database)
        yield Finding(not wrong, wrong or told)
        full = folder.full(settings, path)
        yield Finding(not full, full or f"its disk has room ({settings.disk_free_mib} MiB or more)")
    try:
        there = folder.secret_is_there(settings)
    except (NotValid, OSError) as fault:
        yield Finding(False, fault.sentence if isinstance(fault, NotValid) else str(fault))
    else:
        told = "is there and private" if there else "is made at the first start"
        yield Finding(True, f"the server secret {told}")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    place, file = shown(settings.database), file_of(settings.database)
    if file is not None and folder.unwritable(settings, file.absolute().parent, file):
        return  # told already, and SQLite reads nothing where it may not write
    if file is not None and not file.exists():
        yield Finding(False, f"there is no database {file} yet: {FIRST_PERSON} makes it")
        return
    try:
        if file is not None:
            require_whole(file)  # before anything opens it: SQLite would write to what is damaged
        revision = await current(settings.database)
        require_known(revision)
        if age(revision) != "current":
            yield Finding(False, f"the database {place} {OLD[age(revision)]}")
            return
        async for finding in _contents(settings, place):
            yield finding
    except NotValid as refusal:
        yield Finding(False, f"{place}: {refusal.sentence}")
    except (Unavailable, OSError) as fault:
        cure = "start it" if file is None else "restore it from a backup, or free it"
        yield Finding(
            False,
            f"the database {place} cannot be used ({fault}): {cure}, or name another with"
            " INVIGILATE_DATABASE_URL",
        )


async def _contents(settings: Settings, place: str) -> AsyncIterator[Finding]:
    wrong = await differences(settings.database)
    told = "as this version expects them"
    if wrong:
        told = f"not {told} ({len(wrong)} differences): restore a backup, for somebody changed them"
    yield Finding(not wrong, f"the database {place} answers, its tables are {told}")
    engine = open_engine(settings)
    try:
        known = len(await all_organisations(engine))
    finally:
        await engine.close()
    told = f"{known} organisations" if known else f"nobody may sign in yet: {FIRST_PERSON}"
    yield Finding(bool(known), told)
    server = serving_now(settings)
    if server is not None:
        yield Finding(True, f"process {server.pid} serves it now, at {server.url or 'some port'}")


async def _redis(url: str) -> Finding:
    parts = urlsplit(url)
    place = f"Redis at {parts.hostname or parts.path}:{parts.port or 6379}"
    try:
        wrong = await trouble(url)
    except ValueError as fault:
        wrong = str(fault)
    cure = "start it, or correct or unset INVIGILATE_REDIS_URL; without it boards are slower"
    return Finding(not wrong, f"{place} does not answer ({wrong}): {cure}" if wrong else place)
