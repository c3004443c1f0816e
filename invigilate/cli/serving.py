"""`serve` and `migrate`."""

import asyncio
import dataclasses
import socket
from datetime import UTC, datetime
from typing import Any

from invigilate import settings as knobs
from invigilate.cli.certificate import certificate_of, lapse
from invigilate.cli.saying import err
from invigilate.errors import NotValid
from invigilate.server import address, as_environment
from invigilate.server import serve as serve_until_told
from invigilate.settings import Settings
from invigilate.store.migrate import age, current, migrate, require_known
from invigilate.store.sole_server import sole_server


def settings_with(given: dict[str, Any]) -> Settings:
    """The environment's settings, with these instead. Raises NotValid."""
    base = knobs.read()
    changed = as_environment(dataclasses.replace(base, **given))
    return knobs.read(changed)


def serve(given: dict[str, Any]) -> None:
    """Migrates where SQLite needs it, checks the port, and serves.

    Raises AlreadyServed where another server has the SQLite file: nothing was changed then.
    """
    settings = settings_with(given)
    _check_tls(settings)
    with sole_server(settings, address(settings)):
        if settings.database.startswith("sqlite"):
            asyncio.run(migrate(settings.database))
        else:
            _require_migrated(asyncio.run(current(settings.database)))
        if not port_is_free(settings.host, settings.port):
            sentence = f"Port {settings.port} of {settings.host} is taken; choose another: --port."
            raise NotValid("port-taken", sentence)
        shown = address(settings) or f"a free port of {settings.host}"
        err.print(f"Serving on {shown} (Ctrl-C stops it).", markup=False)
        serve_until_told(settings)


def _require_migrated(revision: str | None) -> None:
    require_known(revision)
    if age(revision) != "current":
        sentence = f"The database is {age(revision)}: run `invigilate migrate` first."
        raise NotValid("migration", sentence)


def _check_tls(settings: Settings) -> None:
    certificate = certificate_of(settings)
    if certificate is not None and (wrong := lapse(certificate, datetime.now(UTC))):
        err.print(f"WRONG  the certificate {settings.tls_certificate} {wrong}", markup=False)


async def migrate_database() -> None:
    """Brings the database up to date and says so."""
    settings = knobs.read()
    await migrate(settings.database)
    err.print("The database is up to date.")


def port_is_free(host: str, port: int) -> bool:
    """Whether one could listen there now."""
    if port == 0:
        return True
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
