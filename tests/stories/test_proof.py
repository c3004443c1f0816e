"""What is proven of a sitting when the rooms' logs are read from the database afterwards."""

import asyncio
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from invigilate.crowd.checking.history import History
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.crowds import Once, guests
from tests.stories.proof import Sampling, proven, sit
from tests.stories.schools import school, school_of_two

pytestmark = pytest.mark.story


@pytest.mark.long
async def test_every_invariant_holds_though_the_server_was_killed_on_sqlite(
    tmp_path: Path,
) -> None:
    async with school(tmp_path) as place:
        session, code = await place.session(await place.paper())
        restarted: list[asyncio.Task[None]] = []

        async def again() -> None:
            await place.kill()
            await place.start()

        kill = Once(0.5, lambda: restarted.append(asyncio.create_task(again())))
        sat = await sit(place, code, guests(10), 0.25, watch=kill)
        await asyncio.gather(*restarted)
        verdict = await proven(place, sat.history, session)
        assert (sat.report.wrong, verdict.findings, len(restarted)) == ([], [], 1)
        assert verdict.checked.rooms == 1
        assert verdict.checked.acknowledged == sat.report.answers_acknowledged > 50
        # Marks of what was written came to the pages of those who wrote it, and were looked for.
        assert len(sat.history.canaries) == 10
        assert sat.history.delivered != {}
        assert sat.history.ends != []


@pytest.mark.long
async def test_every_invariant_holds_though_a_worker_was_killed_on_postgresql(
    tmp_path: Path, postgres_server: PostgresServer, own_redis: RedisServer
) -> None:
    async with school_of_two(tmp_path, postgres_server, own_redis) as place:
        session, code = await place.session(await place.paper())
        kill = Once(0.5, lambda: os.kill(place.pids()[0], signal.SIGKILL))
        sampling = Sampling(place)

        def watch(recorder: object, share: float) -> None:
            kill(recorder, share)  # type: ignore[arg-type]
            sampling(recorder, share)  # type: ignore[arg-type]

        sat = await sit(place, code, guests(20), 0.25, watch=watch)
        verdict = await proven(place, sat.history, session)
        assert (sat.report.wrong, verdict.findings, kill.done) == ([], [], True)
        assert len(sat.history.samples) > 20


@pytest.mark.long
async def test_a_row_that_somebody_altered_is_found(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        await place.session(await place.paper())
        _, code = await place.session(await place.paper(name="other.gift.txt"))
        sat = await sit(place, code, guests(2), 0.1, strict=False)
        await place.stop()
        with sqlite3.connect(tmp_path / "invigilate.sqlite3") as database:
            database.execute("UPDATE room_event SET actor = 'house' WHERE kind = 'Begun'")
        database.close()
        verdict = await proven(place, sat.history)
        assert verdict.checked.rooms == 2
        assert {finding.invariant for finding in verdict.findings} == {"I11"}
        without = await proven(place, History(), all_writers=False)
        assert without.findings == verdict.findings
