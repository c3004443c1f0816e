"""What a worker makes of the time of day of its machine."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from invigilate.bus.redis import USUAL, Pace
from invigilate.clock import WallClock
from invigilate.health import _wrong_time, readyz
from invigilate.parts import Parts, _bus_pace
from invigilate.settings import Settings
from invigilate.store.migrate import migrate

HOUR_MS = 3_600_000
HEAD = "INSERT INTO room_head VALUES ('room', 'school', 1, 'epoch', x'00', ?, ?, 0)"


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    """A worker's parts on an empty database; none of them runs."""
    settings = Settings(data_folder=tmp_path)
    await migrate(settings.database)
    made = Parts(settings)
    yield made
    await made.log.close()
    await made.engine.close()


def last_event(tmp_path: Path, at: int, due_at: int | None) -> None:
    """A room whose last event happened then."""
    with closing(sqlite3.connect(tmp_path / "invigilate.sqlite3")) as database, database:
        database.execute(HEAD, (at, due_at))


async def readiness(parts: Parts) -> tuple[int, dict[str, object]]:
    """Status and answer of `/readyz`."""
    app = Starlette()
    app.state.parts = parts
    heard = await readyz(Request({"type": "http", "app": app}))
    return heard.status_code, json.loads(bytes(heard.body))


async def test_a_worker_that_cannot_write_or_is_leaving_is_not_ready(parts: Parts) -> None:
    fine = {"store": True, "leaving": False, "bus": True, "clock": "ok", "alarms": 0}
    assert await readiness(parts) == (200, fine)
    await parts.draining.run()
    assert await readiness(parts) == (503, fine | {"leaving": True})
    parts.draining.active = False
    parts.keeper.refused()
    assert await readiness(parts) == (503, fine | {"store": False})


@pytest.mark.parametrize(
    ("off_ms", "said"),
    [
        (0, ""),
        (900, ""),
        (-HOUR_MS, "this machine's time is +3600.0 s wrong"),
        (HOUR_MS, "this machine's time is -3600.0 s wrong"),
    ],
)
def test_a_machine_whose_time_is_not_room_time_says_so(off_ms: int, said: str) -> None:
    clock = WallClock()
    assert _wrong_time(clock, clock.now_ms() + off_ms) == said


async def test_a_server_that_starts_before_its_own_log_goes_on_from_it(
    parts: Parts, tmp_path: Path
) -> None:
    latest = parts.clock.now_ms() + HOUR_MS
    last_event(tmp_path, latest, latest + HOUR_MS)
    await parts.go_on_from_the_log()
    assert 0 <= await parts.log.now() - latest < 1_000
    assert _wrong_time(parts.clock, await parts.log.now()).startswith("this machine's time is -36")


@pytest.mark.parametrize(
    ("by_ms", "is_due"),
    [
        pytest.param(-HOUR_MS, True, id="older than now"),
        pytest.param(HOUR_MS, False, id="of a room that is over"),
    ],
)
async def test_a_server_with_any_other_log_goes_by_the_time_of_day(
    parts: Parts, tmp_path: Path, by_ms: int, is_due: bool
) -> None:
    at = parts.clock.now_ms() + by_ms
    last_event(tmp_path, at, at if is_due else None)
    await parts.go_on_from_the_log()
    assert abs(parts.clock.step_ms()) < 1_000


def test_the_bus_is_looked_at_as_often_as_the_settings_say() -> None:

    given = Settings(bus_probe_ms=200, bus_unhealthy_ms=900, bus_publish_ms=100)
    assert (_bus_pace(Settings()), _bus_pace(given)) == (USUAL, Pace(0.2, 0.9, 0.1))
