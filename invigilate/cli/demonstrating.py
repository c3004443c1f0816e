"""`demo`: the product on one machine, with a school, a paper and a session, plainly made up.

The server runs in this process on SQLite without Redis. Everything in it is made over its own
API, as the office would; accounts are kept in `demo.json` beside the data, so a second demo shows
the same ones, and a fresh session if the last one is over. While the first one runs, the second
shows where, and starts no server.
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
from urllib.parse import urlsplit

import uvicorn
from msgspec import Struct, structs

from invigilate import app as application
from invigilate.cli import authority
from invigilate.cli.demo_accounts import Accounts, keep, kept, kept_or_made
from invigilate.cli.demo_shown import DESKS, Shown, tell, tell_as_json
from invigilate.cli.saying import err
from invigilate.cli.serving import port_is_free
from invigilate.cli.staffing import PASSWORD
from invigilate.crowd.reach import Away, Network, Reach, Turned
from invigilate.errors import NotValid
from invigilate.server import DrainingServer, options
from invigilate.settings import Settings
from invigilate.store.migrate import migrate
from invigilate.store.sole_server import AlreadyServed, sole_server

PAPER = Path(__file__).parent / "paper" / "demo.json"
FIRST_PORT = 8000
PORTS_TRIED = 20


class Wanted(Struct, frozen=True):
    """What was asked for on the command line."""

    students: int
    minutes: float
    exits: bool
    report: Path | None
    json: bool
    lan: bool
    port: int | None
    """The first one to try; None: any will do."""
    data: Path


async def demonstrate(wanted: Wanted) -> int:
    """Runs until told to stop, or with `--exit` until the sitting is over. The exit status.

    Raises AlreadyServed where another server has the folder and is not the demo asked for.
    """
    first = FIRST_PORT if wanted.port is None else wanted.port
    port = _free_port("0.0.0.0" if wanted.lan else "127.0.0.1", first)
    url = f"https://{authority.lan_address()}" if wanted.lan else "http://127.0.0.1"
    base = f"{url}:{port}"
    try:
        with sole_server(Settings(data_folder=wanted.data), base):
            if port != first:
                err.print(f"Port {first} is taken; using {port}.")
            return await _run(wanted, port)
    except AlreadyServed as served:
        return await _join_in(wanted, served)


async def _run(wanted: Wanted, port: int) -> int:
    settings, trust = _settings(wanted, port)
    await migrate(settings.database)
    accounts = await kept_or_made(wanted.data, settings)
    async with _serving(settings) as (base, ended):
        network = Network(base, trust)
        try:
            shown = await _prepared(Reach(network), accounts, wanted, base)
        finally:
            await network.close()
        keep(wanted.data, accounts)
        tell_as_json(shown) if wanted.json else tell(shown, trust)
        return await _until_over(shown, base, wanted, trust, ended)


async def _join_in(wanted: Wanted, served: AlreadyServed) -> int:
    """Shows the demo that runs in this folder, and sends it the crowd that was asked for.

    Raises AlreadyServed where what runs there cannot be told, or is not what was asked for.
    """
    accounts, notice = kept(wanted.data), served.notice
    if accounts is None or not accounts.session or notice is None or not notice.url:
        raise served
    is_asked_for = wanted.port in (None, urlsplit(notice.url).port)
    if not is_asked_for or (wanted.lan and not notice.url.startswith("https")):
        raise served
    trust = str(wanted.data / authority.FILE) if notice.url.startswith("https") else None
    network = Network(notice.url, trust)
    try:
        shown = await _prepared(Reach(network), accounts, wanted, notice.url, runs=True)
    except (Away, Turned):
        raise served from None
    finally:
        await network.close()
    keep(wanted.data, accounts)
    shown = structs.replace(shown, already_running=notice.pid)
    tell_as_json(shown) if wanted.json else tell(shown, trust)
    crowd = await _crowd(shown, notice.url, wanted, trust) if wanted.students else None
    return await crowd.wait() if crowd is not None else 0


def _settings(wanted: Wanted, port: int) -> tuple[Settings, str | None]:
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
            return port
    last = first + PORTS_TRIED - 1
    raise NotValid("port-taken", f"Ports {first} to {last} are all taken; choose one with --port.")


# --- the server


@asynccontextmanager
async def _serving(settings: Settings) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    """Where the server is, and the task that ends when it was told to stop."""
    chosen = {**options(settings), "factory": False}
    server = DrainingServer(uvicorn.Config(application.create(settings), **chosen))
    running = asyncio.create_task(server.serve())
    while not server.started:
        if running.done():
            raise NotValid("server", "The server did not start; see the lines above.")
        await asyncio.sleep(0.02)
    scheme = "https" if settings.speaks_tls else "http"
    host = settings.public_url.partition("://")[2] or f"127.0.0.1:{settings.port}"
    try:
        yield f"{scheme}://{host}", running
    finally:
        server.should_exit = True
        await running


# --- what stands in it, made over its own API


async def _prepared(
    reach: Reach, accounts: Accounts, wanted: Wanted, base: str, *, runs: bool = False
) -> Shown:
    body = {"name": accounts.office, "password": accounts.office_password}
    await reach.ask("POST", "/api/sign-in", body)
    if not accounts.edition:
        accounts.edition = await _published_paper(reach)
    code = await _open_session(reach, accounts, begun=runs)
    if code is None:
        accounts.session, code = await _fresh_session(reach, accounts, wanted)
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


async def _open_session(reach: Reach, accounts: Accounts, *, begun: bool) -> str | None:
    """The code of the session shown last, if students can still join it.

    `begun`: also where some have handed in already, for it is going on now.
    """
    for session in (await reach.ask("GET", "/api/sessions"))["sessions"]:
        if session["session"] == accounts.session and session["state"] == "published":
            counts = session.get("counts") or {}
            if session["code"] and (begun or not counts.get("submitted")):
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


async def _until_over(
    shown: Shown, base: str, wanted: Wanted, trust: str | None, ended: asyncio.Task[None]
) -> int:
    """Until the sitting is over, or the server has been told to stop; the exit status."""
    crowd = await _crowd(shown, base, wanted, trust) if wanted.students else None
    try:
        if crowd is not None and wanted.exits:
            return await crowd.wait()
        limit = wanted.minutes * 60 if wanted.exits else None
        await asyncio.wait([ended], timeout=limit)
    except asyncio.CancelledError:
        pass  # by Ctrl-C: the end that was asked for
    finally:
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
