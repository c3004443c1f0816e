"""The demo, as a newcomer starts it."""

import asyncio
import json
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from invigilate.crowd.reach import Network, Reach
from tests.conditions import eventually
from tests.servers.programs import free_port

pytestmark = pytest.mark.story


@asynccontextmanager
async def demo(data: Path, port: int, *words: str) -> AsyncIterator[dict[str, Any]]:
    """A running demo and the line that it printed; stopped as by Ctrl-C."""
    command = ["demo", "--json", "--data", str(data), "--port", str(port), *words]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "invigilate",
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            line = await process.stdout.readline()
        yield json.loads(line)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(30):
            await process.wait()


@pytest.mark.long
async def test_a_second_demo_shows_the_same_accounts_and_session(tmp_path: Path) -> None:
    async with demo(tmp_path, free_port()) as first:
        network = Network(first["url"])
        board = Reach(network)
        await board.ask(
            "POST", "/api/sign-in", {"name": first["staff"], "password": first["password"]}
        )
        (session,) = (await board.ask("GET", "/api/sessions"))["sessions"]
        assert session["code"] == first["code"]
        assert first["board_url"] == f"{first['url']}/board/{session['session']}"
        await network.close()
    kept = tmp_path / "demo.json"
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
    async with demo(tmp_path, free_port()) as second:
        same = ("code", "staff", "password", "office", "office_password")
        assert {name: second[name] for name in same} == {name: first[name] for name in same}


async def test_a_port_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with demo(tmp_path, port) as shown:
            assert shown["url"] != f"http://127.0.0.1:{port}"


async def test_a_whole_sitting_runs_to_its_end_and_is_reported(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    words = ("--students", "8", "--minutes", "0.15", "--exit", "--report", str(report))
    async with demo(tmp_path, free_port(), *words):
        await eventually(report.exists, within=90)
    told = json.loads(await asyncio.to_thread(report.read_text))
    wanted = ("ok", "joined", "submitted", "answers_lost", "wrong")
    assert [told[name] for name in wanted] == [True, 8, 8, 0, []]


async def test_over_the_network_it_speaks_tls_with_an_authority_of_its_own(tmp_path: Path) -> None:
    async with demo(tmp_path, free_port(), "--lan") as shown:
        assert shown["url"].startswith("https://")
        network = Network(shown["url"], str(tmp_path / "authority.pem"))
        assert await Reach(network).ask("GET", "/healthz") == {"ok": True}
        await network.close()
