"""`serve` and `migrate`."""

import asyncio
import dataclasses
import socket
from typing import Any

from invigilate import settings as knobs
from invigilate.cli.saying import err
from invigilate.errors import NotValid
from invigilate.server import as_environment
from invigilate.server import serve as serve_until_told
from invigilate.settings import Settings
from invigilate.store.migrate import migrate, needs_migration


def settings_with(given: dict[str, Any]) -> Settings:
    """The environment's settings, with these instead. Raises NotValid."""
    base = knobs.read()
    changed = as_environment(dataclasses.replace(base, **given))
    return knobs.read(changed)


def serve(given: dict[str, Any]) -> None:
    """Migrates where SQLite needs it, checks the port, and serves."""
    settings = settings_with(given)
    if settings.database.startswith("sqlite"):
        asyncio.run(migrate(settings.database))
    elif asyncio.run(needs_migration(settings.database)):
        raise NotValid("migration", "The database is of another version: run `invigilate migrate`.")
    if not port_is_free(settings.host, settings.port):
        sentence = f"Port {settings.port} of {settings.host} is taken; choose another with --port."
        raise NotValid("port-taken", sentence)
    _check_tls(settings)
    scheme = "https" if settings.speaks_tls else "http"
    err.print(f"Serving on {scheme}://{settings.host}:{settings.port} (Ctrl-C stops it).")
    serve_until_told(settings)


def _check_tls(settings: Settings) -> None:
    for name, path in (("certificate", settings.tls_certificate), ("key", settings.tls_key)):
        if path is not None and not path.is_file():
            sentence = f"The TLS {name} {path} is not there: give the path of a PEM file."
            raise NotValid("setting", sentence)


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
