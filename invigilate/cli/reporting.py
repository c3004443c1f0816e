"""`report`: a sitting in one signed file; `verify --report`: whether such a file is as it was."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from invigilate import settings as knobs
from invigilate.cli.kept_secret import check_of
from invigilate.cli.saying import err, out
from invigilate.errors import NotFound, NotValid
from invigilate.people.actions import shown_names
from invigilate.rooms.report.reading import differs, report_of
from invigilate.rooms.report.signed import Held, held, key_bytes, public_key, signed
from invigilate.secret import load_secret
from invigilate.sessions.finding import found
from invigilate.settings import Settings
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import age, current, require_known
from invigilate.store.url import file_of


async def report(session: str, output: Path | None, force: bool) -> None:
    """Writes the report of a session, while a server may run. Raises Refused, Unavailable."""
    settings = knobs.read()
    secret = _secret(settings)
    async with _database(settings) as engine:
        one = await found(engine, session)
        made = await report_of(engine, one.room, one.code, shown_names)
    path = output or Path(f"report-{made.room}.json")
    await asyncio.to_thread(_write, path, signed(made, secret), force)
    out.print(
        f"{path}: “{made.title}”, version {made.version}, {len(made.attendance)} seats, signed"
        f" with the key {public_key(secret)}.",
        markup=False,
    )
    if made.closing is None:
        err.print("The session is not closed: what happens from now on is not in it.", markup=False)


def print_key() -> None:
    """The public key of this server's reports, for a school to publish. Raises NotValid."""
    out.print(public_key(_secret(knobs.read())), markup=False)


async def verify_report(file: Path, key: str) -> bool:
    """Says whose signature it is and whether the log still begins so; whether all of it holds.

    `key` empty: it must be this server's. Raises NotValid where the file or a key is not there.
    """
    settings = knobs.read()
    ours = public_key(load_secret(settings)) if check_of(settings) else ""
    if key:
        key_bytes(key)
    elif not ours:
        raise _no_secret("Say whose signature it should be with --key.")
    data = await asyncio.to_thread(_read, file)
    try:
        one = held(data)
    except NotValid as wrong:
        out.print(f"WRONG  {file}: {wrong.sentence}", markup=False)
        return False
    wanted = key or ours
    if one.key != wanted:
        whose = "the given one" if key else "this server's"
        sentence = f"signed with the key {one.key}, which is not {whose}, {wanted}"
        out.print(f"WRONG  {file}: the report is whole, and {sentence}.", markup=False)
        return False
    whose = "this server" if one.key == ours else f"the key {one.key}"
    told = f"“{one.report.title}”, room {one.report.room}, version {one.report.version}"
    out.print(f"{file}: {told}: signed by {whose}, and not a letter was altered.", markup=False)
    return await _held_against_the_log(settings, file, one, one.key == ours)


async def _held_against_the_log(settings: Settings, file: Path, one: Held, own: bool) -> bool:
    """Whether nothing speaks against it; where there is no such log, that is only said."""
    path = file_of(settings.database)
    if path is not None and not path.exists():
        out.print(f"There is no database {path}: no log was compared.", markup=False)
        return True
    async with _database(settings) as engine:
        try:
            wrong = await differs(engine, one.report)
        except NotFound as missing:
            if not own:
                out.print(f"{missing.sentence} No log was compared.", markup=False)
                return True
            wrong = missing.sentence.removesuffix(".")
    if wrong is not None:
        out.print(f"WRONG  {file}: {wrong}.", markup=False)
        return False
    out.print(
        f"The log of the room begins with this chain, up to version {one.report.version}.",
        markup=False,
    )
    return True


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Engine]:
    """The database as it is; nothing is made, nothing migrated. Raises NotValid."""
    path = file_of(settings.database)
    if path is not None and not path.exists():
        raise NotValid("no-database", f"There is no database {path}: there is nothing to report.")
    revision = await current(settings.database)
    require_known(revision)
    if age(revision) != "current":
        raise NotValid("migration", f"The database is {age(revision)}: run `invigilate migrate`.")
    engine = open_engine(settings)
    try:
        yield engine
    finally:
        await engine.close()


def _secret(settings: Settings) -> bytes:
    """One that is there already: a report signed with a secret made for it would be nobody's."""
    if not check_of(settings):
        raise _no_secret("Start the server once, or bring its secret back.")
    return load_secret(settings)


def _no_secret(cure: str) -> NotValid:
    return NotValid("secret", f"There is no server secret here, so there is no key. {cure}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise NotValid("report-file", f"{file} cannot be read: {fault.strerror}.") from None


def _write(path: Path, data: bytes, force: bool) -> None:
    """Gives the file its name once it is whole and on the disk, with mode 0600: it holds names."""
    if path.exists() and not force:
        raise _there(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        raise _there(path) from None
    except OSError as fault:
        raise NotValid("report-file", f"{path} cannot be written: {fault.strerror}.") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _there(path: Path) -> NotValid:
    return NotValid("report-file", f"{path} is there already: name another, or say --force.")
