"""A school for stories: a real server as a process of its own, and an office that prepares.

Everything is done as people would do it: over the command line and the HTTP API.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psutil
from websockets.asyncio.client import ClientConnection

from invigilate.crowd.link import random_id
from invigilate.crowd.reach import Away, Network, Reach, read, send
from invigilate.ids import DeviceId, RequestId, SeatId
from invigilate.rooms.board import BoardHead, Row
from invigilate.rooms.orders import Action
from invigilate.wire import happenings as h
from invigilate.wire.peer import ClientPeer
from tests.servers.postgres import PostgresServer, fresh_database
from tests.servers.programs import free_port
from tests.servers.redis import RedisServer

OFFICE, PROCTOR, PASSWORD = "office", "proctor", "correct-horse-battery"
GIFT = """// A paper of our own for stories.
::Capital::Which city is the capital of France? {=Paris ~Lyon ~Nice}

::Even::Which of these numbers are even? {~%50%2 ~%50%4 ~%-100%3}

::Name::What is the chemical sign of water? {=H2O =h2o}

::Year::In which year did the first person walk on the moon? {#1969}

::Pairs::Match each animal with its young. {=cow -> calf =sheep -> lamb =horse -> foal}

::Essay::Describe a rainbow in your own words. {}
"""


_FOUNDED = TemporaryDirectory(prefix="invigilate-school-")
"""A school as it is founded: its data, taken over by those that follow."""


class Board(NamedTuple):
    """A board as it was at the server's time `now`."""

    head: BoardHead
    rows: dict[SeatId, Row]
    now: int


class School:
    """One server, running or not, and the way to it."""

    def __init__(self, folder: Path, program: str = "invigilate", **settings: str) -> None:
        """`program` is the module that is run to serve."""
        self.folder = folder
        self._program = program
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.database_url = settings.get("INVIGILATE_DATABASE_URL", "")
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("INVIGILATE_")},
            "INVIGILATE_DATA_FOLDER": str(folder),
            "INVIGILATE_PORT": str(self.port),
            "INVIGILATE_LOG_LEVEL": "warning",
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self.network = Network(self.url)
        self.office = Reach(self.network)

    async def command(self, *words: str, **more: str) -> str:
        """Runs `invigilate …` to its end; gives what it printed. Raises AssertionError."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "invigilate",
            *words,
            env={**self._environment, **more},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed.decode()
        return printed.decode()

    async def found(self) -> None:
        """Makes the school with its office; on SQLite a copy of the first one that was made."""
        if not self.database_url and await asyncio.to_thread(_taken_over, self.folder):
            return
        words = ("person", "add", OFFICE, "--role", "office", "--organisation", "School")
        await self.command(*words, INVIGILATE_PASSWORD=PASSWORD)
        if not self.database_url:
            await asyncio.to_thread(copytree, self.folder, _FOUNDED.name, dirs_exist_ok=True)

    # -- the server's life

    async def start(self) -> None:
        """Starts the server and waits until it answers, on a busy machine too."""
        log = self.log.open("ab")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._program, "serve", env=self._environment, stderr=log
        )
        log.close()
        async with asyncio.timeout(90):
            while True:
                assert self._process.returncode is None, self.log.read_text()
                try:
                    await Reach(self.network).ask("GET", "/healthz")
                except Away:
                    await asyncio.sleep(0.1)
                else:
                    return

    def pids(self) -> list[int]:
        """The processes that serve: the workers, or the one process itself."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        children = parent.children(recursive=True)
        workers = [each.pid for each in children if _is_worker(each)]
        return workers or [parent.pid]

    async def ended(self) -> int:
        """Waits until the server is gone by itself; gives its exit code."""
        assert self._process is not None
        async with asyncio.timeout(10):
            return await self._process.wait()

    async def kill(self) -> None:
        """Kills every process of the server at once: no goodbye, nothing flushed."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        for each in [*parent.children(recursive=True), parent]:
            each.kill()
        await self._process.wait()

    def renew_workers(self) -> None:
        """Asks the server to restart its workers one by one."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    async def stop(self) -> None:
        """Asks the server to stop, and waits."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(90):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()

    # -- the office

    async def sign_in(self) -> None:
        """The office signs in and adds a proctor."""
        await self.office.ask("POST", "/api/sign-in", {"name": OFFICE, "password": PASSWORD})
        person = {
            "name": PROCTOR,
            "shown_name": PROCTOR,
            "password": PASSWORD,
            "roles": ["proctor"],
        }
        await self.office.ask("POST", "/api/people", person)

    async def paper(self, data: bytes = GIFT.encode(), name: str = "story.gift.txt") -> str:
        """Imports a file and publishes its assessment; gives the edition."""
        bank = (await self.office.ask("POST", "/api/banks", {"title": f"Bank of {name}"}))["bank"]
        report = await self.office.send("POST", f"/api/banks/{bank}/import?name={name}", data)
        made = report["assessment"]["assessment"]
        published = await self.office.ask("POST", f"/api/assessments/{made}/publish", {})
        return str(published["edition"])

    async def session(
        self, edition: str, roster: str = "", title: str = "Story", **settings: Any
    ) -> tuple[str, str]:
        """A published session with this roster; gives (session, code)."""
        body = {
            "title": title,
            "edition": edition,
            "timezone": "Europe/Berlin",
            "settings": {"minutes": 60, "allow_guests": True, **settings},
        }
        made = await self.office.ask("POST", "/api/sessions", body)
        session, code = str(made["session"]), str(made["code"])
        people = (await self.office.ask("GET", "/api/people"))["people"]
        proctors = [each["id"] for each in people if each["name"] == PROCTOR]
        await self.office.ask("PATCH", f"/api/sessions/{session}", {"proctors": proctors})
        if roster:
            path = f"/api/sessions/{session}/roster?withdraw=0"
            await self.office.send("POST", path, roster.encode(), "text/csv")
        await self.office.ask("POST", f"/api/sessions/{session}/publish", {})
        return session, code

    # -- the board

    async def board(self, session: str) -> Board:
        """The board of a session as it is now, from a socket of its own."""
        peer, socket = await self._hello(session)
        try:
            board, now = None, 0
            async with asyncio.timeout(10):
                while board is None:
                    for one in peer.received(read(await socket.recv()), 0):
                        board = one.board if isinstance(one, h.BoardReplaced) else board
                        now = one.server_time if isinstance(one, h.TimeTold) else now
            return Board(board.head, {row.seat: row for row in board.rows}, now)
        finally:
            await socket.close()

    async def offline(self, session: str, seconds: float = 1.0) -> set[SeatId]:
        """Who is offline, as a board is told within the first second after it was opened."""
        peer, socket = await self._hello(session)
        told: dict[SeatId, int] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    for one in peer.received(read(await socket.recv()), 0):
                        told |= dict(one.seats) if isinstance(one, h.PresenceHeard) else {}
        await socket.close()
        return {seat for seat, since in told.items() if since}

    async def order(self, session: str, action: Action) -> h.OrderAnswered:
        """Orders an action as the office and waits for what became of it."""
        peer, socket = await self._hello(session)
        peer.order(RequestId(random_id()), action)
        try:
            async with asyncio.timeout(10):
                while True:
                    for one in peer.received(read(await socket.recv()), 0):
                        if isinstance(one, h.OrderAnswered):
                            return one
                    for frame in peer.sending(0):
                        await send(socket, frame)
        finally:
            await socket.close()

    async def _hello(self, session: str) -> tuple[ClientPeer, ClientConnection]:
        peer = ClientPeer(DeviceId(random_id()), staff=True)
        path = f"/api/sessions/{session}/tickets"
        ticket = await self.office.ask("POST", path, {"device": peer.device})
        socket = await self.office.socket()
        for frame in peer.connected(ticket["ticket"], 0):
            await send(socket, frame)
        return peer, socket

    async def roster_file(self, session: str) -> Path:
        """The roster with its keys, as the office downloads it."""
        data = await self.office.fetch(f"/api/sessions/{session}/roster.csv")
        path = self.folder / f"{session}.csv"
        await asyncio.to_thread(path.write_bytes, data)
        return path


def _taken_over(folder: Path) -> bool:
    """Whether a school was founded before, and is there now."""
    if not any(Path(_FOUNDED.name).iterdir()):
        return False
    copytree(_FOUNDED.name, folder, dirs_exist_ok=True)
    return True


def _is_worker(process: psutil.Process) -> bool:
    """Whether it is one, neither dead already nor the spare, which has but one thread."""
    with suppress(psutil.NoSuchProcess):
        is_child = "spawn_main" in " ".join(process.cmdline())
        return is_child and process.num_threads() > 1
    return False


def roster(count: int) -> str:
    """So many students, plainly made up."""
    lines = ["number,name,hall,desk,extra_percent"]
    lines += [
        f"{1000 + n},Student {n:03},Hall 1,A{n},{25 if n % 10 == 0 else 0}" for n in range(count)
    ]
    return "\n".join(lines)


@asynccontextmanager
async def school(
    folder: Path, program: str = "invigilate", **settings: str
) -> AsyncIterator[School]:
    """A school whose server runs, with its office signed in."""
    made = School(folder, program, **settings)
    if "INVIGILATE_DATABASE_URL" in settings:
        await made.command("migrate")
    await made.found()
    await made.start()
    try:
        await made.sign_in()
        yield made
    finally:
        await made.stop()
        await made.network.close()


@asynccontextmanager
async def school_of_two(
    folder: Path,
    postgres: PostgresServer,
    redis: RedisServer,
    program: str = "invigilate",
    **more: str,
) -> AsyncIterator[School]:
    """A school with two workers, on a PostgreSQL database of its own and this Redis."""
    async with fresh_database(postgres) as url:
        ways = {"INVIGILATE_DATABASE_URL": url, "INVIGILATE_REDIS_URL": redis.url}
        async with school(folder, program, INVIGILATE_WORKERS="2", **ways, **more) as made:
            yield made
