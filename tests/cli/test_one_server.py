"""Of two servers on one data folder the second steps back and says where the first one is."""

import asyncio
import json
import os
import signal
from pathlib import Path

import psutil
import pytest

from invigilate.crowd.reach import Away, Network, Reach
from tests.cli.programs import command, running
from tests.conditions import eventually
from tests.servers.programs import free_port

pytestmark = pytest.mark.story


async def answers(url: str) -> None:
    """Waits until a server answers there, half a minute at most."""
    network = Network(url)
    async with asyncio.timeout(30):
        while True:
            try:
                await Reach(network).ask("GET", "/healthz")
            except Away:
                await asyncio.sleep(0.1)
            else:
                break
    await network.close()


@pytest.mark.long
async def test_a_second_server_steps_back_and_other_commands_go_on(tmp_path: Path) -> None:
    port, other = str(free_port()), str(free_port())
    async with running(tmp_path, "serve", "--port", port) as first:
        url = f"http://127.0.0.1:{port}"
        await answers(url)
        second = await command(tmp_path, "serve", "--port", other)
        assert (second.status, second.out) == (1, "")
        assert second.err.startswith(
            f"invigilate: Process {first.pid} at {url} serves {tmp_path}/invigilate.sqlite3 already"
        )
        words = ("person", "add", "head", "--role", "office", "--organisation", "School")
        added = await command(tmp_path, *words, INVIGILATE_PASSWORD="correct-horse-battery")
        assert (added.status, added.err) == (0, "")
        assert (await command(tmp_path, "migrate")).status == 0
        network = Network(url)
        reach = Reach(network)
        await reach.ask(
            "POST", "/api/sign-in", {"name": "head", "password": "correct-horse-battery"}
        )
        assert (await reach.ask("GET", "/api/sessions"))["sessions"] == []
        await network.close()


@pytest.mark.long
async def test_workers_of_a_server_that_was_killed_end_and_the_next_one_starts(
    tmp_path: Path,
) -> None:
    port = str(free_port())
    async with running(tmp_path, "serve", "--workers", "2", "--port", port) as first:
        await answers(f"http://127.0.0.1:{port}")
        second = await command(tmp_path, "serve", "--workers", "2", "--port", port)
        assert second.status == 1
        assert f"Process {first.pid} at " in second.err
        workers = psutil.Process(first.pid).children(recursive=True)
        os.kill(first.pid, signal.SIGKILL)
        await eventually(lambda: not any(each.is_running() for each in workers), within=20)
    async with running(tmp_path, "serve", "--port", port):
        await answers(f"http://127.0.0.1:{port}")


@pytest.mark.long
async def test_a_second_demo_shows_the_one_that_runs(tmp_path: Path) -> None:
    port, other = str(free_port()), str(free_port())
    words = ("demo", "--json", "--data", str(tmp_path))
    async with running(tmp_path, *words, "--port", port) as first:
        assert first.stdout is not None
        async with asyncio.timeout(60):
            shown = json.loads(await first.stdout.readline())
        again = await command(tmp_path, *words)
        assert (again.status, again.err) == (0, "")
        assert json.loads(again.out) == {**shown, "already_running": first.pid}

        told = await command(tmp_path, "demo", "--data", str(tmp_path), "--port", port)
        assert told.status == 0
        first_line, *_, last_line = [line.strip() for line in told.out.splitlines() if line.strip()]
        assert first_line == f"The demo runs already, as process {first.pid}; none was started."
        assert last_line == f"`kill {first.pid}` stops it; --data FOLDER runs another beside it."
        for held in (shown["url"], shown["code"], shown["password"], shown["office_password"]):
            assert held in told.out

        elsewhere = await command(tmp_path, *words, "--port", other)
        assert (elsewhere.status, elsewhere.out) == (1, "")
        assert f"Process {first.pid} at {shown['url']} serves" in elsewhere.err


@pytest.mark.long
async def test_a_demo_in_the_folder_of_a_server_that_is_none_says_so(tmp_path: Path) -> None:
    port = str(free_port())
    async with running(tmp_path, "serve", "--port", port) as first:
        await answers(f"http://127.0.0.1:{port}")
        demo = await command(tmp_path, "demo", "--data", str(tmp_path))
        assert (demo.status, demo.out) == (1, "")
        assert f"Process {first.pid} at http://127.0.0.1:{port} serves" in demo.err
        assert not (tmp_path / "demo.json").exists()
