"""`demo`: the product on one machine, with a school, a paper and a session, plainly made up.

The server runs in this process on SQLite without Redis. Everything in it is made over its own
API, as the office would; accounts are kept in `demo.json` beside the data, so a second demo shows
the same ones, and a fresh session if the last one is over.
"""

import asyncio
import dataclasses
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from msgspec import Struct, json

from invigilate import app as application
from invigilate.cli import authority
from invigilate.cli.saying import err, out
from invigilate.cli.serving import port_is_free
from invigilate.cli.staffing import PASSWORD, add_to
from invigilate.crowd.reach import Network, Reach
from invigilate.errors import NotValid
from invigilate.people.actions import NewPerson
from invigilate.people.model import Role
from invigilate.server import options
from invigilate.settings import Settings
from invigilate.store.engine import open_engine
from invigilate.store.migrate import migrate

SCHOOL = "Demo School"
PAPER = Path(__file__).parent / "paper" / "demo.json"
PORTS_TRIED = 20
DESKS = 24


class Wanted(Struct, frozen=True):
    """What was asked for on the command line."""

    students: int
    minutes: float
    exits: bool
    report: Path | None
    json: bool
    lan: bool
    port: int
    data: Path


class Accounts(Struct):
    """`demo.json`: the accounts, and the session shown last."""

    office: str
    office_password: str
    proctor: str
    proctor_password: str
    edition: str = ""
    session: str = ""


class Shown(Struct, frozen=True):
    """What the demo prints; `--json` as one line."""

    url: str
    board_url: str
    code: str
    staff: str
    password: str
    office: str
    office_password: str


async def demonstrate(wanted: Wanted) -> int:
    """Runs until told to stop, or with `--exit` until the sitting is over. The exit status."""
    settings, trust = _settings(wanted)
    await migrate(settings.database)
    accounts = await _accounts(wanted.data, settings)
    async with _serving(settings) as base:
        network = Network(base, trust)
        try:
            shown = await _prepared(Reach(network), accounts, wanted, settings)
        finally:
            await network.close()
        _store(wanted.data, accounts)
        _tell(shown, wanted, trust)
        return await _until_over(shown, base, wanted, trust)


def _settings(wanted: Wanted) -> tuple[Settings, str | None]:
    port = _free_port("0.0.0.0" if wanted.lan else "127.0.0.1", wanted.port)
    wanted.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = Settings(port=port, data_folder=wanted.data, log_level="warning")
    if not wanted.lan:
        return settings, None
    made = authority.made(wanted.data)
    public = f"https://{made.address}:{port}"
    changed = dataclasses.replace(
        settings,
        host="0.0.0.0",
        public_url=public,
        tls_certificate=made.certificate,
        tls_key=made.key,
    )
    return changed, str(made.authority)


def _free_port(host: str, first: int) -> int:
    for port in range(first, first + PORTS_TRIED):
        if port_is_free(host, port):
            if port != first:
                err.print(f"Port {first} is taken; using {port}.")
            return port
    last = first + PORTS_TRIED - 1
    raise NotValid("port-taken", f"Ports {first} to {last} are all taken; choose one with --port.")


# --- accounts


async def _accounts(data: Path, settings: Settings) -> Accounts:
    file = data / "demo.json"
    if file.exists():
        return json.decode(file.read_bytes(), type=Accounts)
    accounts = Accounts("office", secrets.token_urlsafe(9), "proctor", secrets.token_urlsafe(9))
    engine = open_engine(settings)
    try:
        for name, password, role in (
            (accounts.office, accounts.office_password, Role.OFFICE),
            (accounts.proctor, accounts.proctor_password, Role.PROCTOR),
        ):
            shown = f"Demo {name}"
            await add_to(engine, SCHOOL, NewPerson(name, shown, password, (role,)))
    finally:
        await engine.close()
    _store(data, accounts)
    return accounts


def _store(data: Path, accounts: Accounts) -> None:
    text = json.format(json.encode(accounts), indent=2) + b"\n"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(data / "demo.json", flags, 0o600), "wb") as file:
        file.write(text)


# --- the server


@asynccontextmanager
async def _serving(settings: Settings) -> AsyncIterator[str]:
    chosen = {**options(settings), "factory": False, "workers": None}
    server = uvicorn.Server(uvicorn.Config(application.create(settings), **chosen))
    running = asyncio.create_task(server.serve())
    while not server.started:
        if running.done():
            raise NotValid("server", "The server did not start; see the lines above.")
        await asyncio.sleep(0.02)
    scheme = "https" if settings.speaks_tls else "http"
    host = settings.public_url.partition("://")[2] or f"127.0.0.1:{settings.port}"
    try:
        yield f"{scheme}://{host}"
    finally:
        server.should_exit = True
        await running


# --- what stands in it, made over its own API


async def _prepared(reach: Reach, accounts: Accounts, wanted: Wanted, settings: Settings) -> Shown:
    body = {"name": accounts.office, "password": accounts.office_password}
    await reach.ask("POST", "/api/sign-in", body)
    if not accounts.edition:
        accounts.edition = await _published_paper(reach)
    code = await _open_session(reach, accounts)
    if code is None:
        accounts.session, code = await _fresh_session(reach, accounts, wanted)
    base = settings.public_url or f"http://127.0.0.1:{settings.port}"
    return Shown(
        url=base,
        board_url=f"{base}/board/{accounts.session}",
        code=code,
        staff=accounts.proctor,
        password=accounts.proctor_password,
        office=accounts.office,
        office_password=accounts.office_password,
    )


async def _published_paper(reach: Reach) -> str:
    bank = (await reach.ask("POST", "/api/banks", {"title": "Demo bank"}))["bank"]
    paper = await asyncio.to_thread(PAPER.read_bytes)
    report = await reach.send("POST", f"/api/banks/{bank}/import?name=demo.json", paper)
    made = report["assessment"]["assessment"]
    published = await reach.ask("POST", f"/api/assessments/{made}/publish", {})
    return str(published["edition"])


async def _open_session(reach: Reach, accounts: Accounts) -> str | None:
    """The code of the session shown last, if students can still join it."""
    for session in (await reach.ask("GET", "/api/sessions"))["sessions"]:
        if session["session"] == accounts.session and session["state"] == "published":
            counts = session.get("counts") or {}
            if not counts.get("submitted") and session["code"]:
                return str(session["code"])
    return None


async def _fresh_session(reach: Reach, accounts: Accounts, wanted: Wanted) -> tuple[str, str]:
    settings = {"minutes": wanted.minutes, "allow_guests": True}
    body: dict[str, Any] = {
        "title": "Demo session",
        "edition": accounts.edition,
        "timezone": "UTC",
        "settings": settings,
    }
    made = await reach.ask("POST", "/api/sessions", body)
    session, code = str(made["session"]), str(made["code"])
    people = (await reach.ask("GET", "/api/people"))["people"]
    proctors = [each["id"] for each in people if each["name"] == accounts.proctor]
    await reach.ask("PATCH", f"/api/sessions/{session}", {"proctors": proctors})
    await reach.send("POST", f"/api/sessions/{session}/roster?withdraw=0", _roster(), "text/csv")
    await reach.ask("POST", f"/api/sessions/{session}/publish", {})
    return session, code


def _roster() -> bytes:
    lines = ["number,name,hall,desk,extra_percent"]
    for n in range(DESKS):
        row, place = divmod(n, 6)
        extra = 25 if n == 3 else 0
        lines.append(f"{1001 + n},Demo Student {n + 1:02},Hall 1,{'ABCD'[row]}{place + 1},{extra}")
    return "\n".join(lines).encode()


# --- what is shown


def _tell(shown: Shown, wanted: Wanted, trust: str | None) -> None:
    if wanted.json:
        sys.stdout.buffer.write(json.encode(shown) + b"\n")
        sys.stdout.flush()
        return
    out.print(f"\n  Students join at   {shown.url}   with the code   {shown.code}", markup=False)
    out.print(f"                     candidate numbers 1001 to {1000 + DESKS}, or as guests")
    out.print(f"  The board          {shown.board_url}", markup=False)
    out.print(f"                     {shown.staff} / {shown.password}", markup=False)
    out.print(f"  The office         {shown.url}/office", markup=False)
    out.print(f"                     {shown.office} / {shown.office_password}\n", markup=False)
    if trust:
        out.print(authority.how_to_trust(trust), markup=False)
    out.print("  Ctrl-C stops it.", markup=False)


async def _until_over(shown: Shown, base: str, wanted: Wanted, trust: str | None) -> int:
    crowd = None
    if wanted.students:
        crowd = await _crowd(shown, base, wanted, trust)
    if crowd is not None and wanted.exits:
        return await crowd.wait()
    try:
        await asyncio.sleep(wanted.minutes * 60 if wanted.exits else 10**9)
    except asyncio.CancelledError:
        if crowd is not None and crowd.returncode is None:
            crowd.terminate()
            await crowd.wait()
    return 0


async def _crowd(
    shown: Shown, base: str, wanted: Wanted, trust: str | None
) -> asyncio.subprocess.Process:
    """Synthetic students in a process of their own: they are no part of the server."""
    words = [sys.executable, "-m", "invigilate", "crowd", base, "--code", shown.code]
    words += ["--guests", "--students", str(wanted.students), "--staff", shown.staff, "--demo"]
    words += ["--minutes", str(wanted.minutes), "--seed", str(secrets.randbelow(10**6))]
    words += ["--report", str(wanted.report)] if wanted.report else []
    words += ["--trust", trust] if trust else []
    environment = {**os.environ, PASSWORD: shown.password}
    quiet = asyncio.subprocess.DEVNULL if wanted.json else None
    return await asyncio.create_subprocess_exec(*words, env=environment, stdout=quiet)
