"""A hall of 500 and real papers: what takes minutes."""

import os
import signal
from pathlib import Path

import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.stories.crowds import Once, crowd, each, guests, of_roster
from tests.stories.schools import roster, school, school_of_two
from tests.stories.test_sittings import CLEAN, clean

pytestmark = pytest.mark.long

MINUTES = 2.0


async def test_500_students_on_one_process_with_sqlite_lose_nothing(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        session, code = await place.session(await place.paper(), roster(500), personal_key=True)
        people = of_roster(await place.roster_file(session))
        assert all(who.key for who in people)
        report = await crowd(place, code, people, MINUTES)
        assert clean(report) == CLEAN, report.errors
        assert (report.joined, report.began, report.submitted) == (500, 500, 500), report.errors
        assert report.announcements_received == report.announcements_expected == 1_500


async def test_500_students_on_two_workers_lose_nothing_though_redis_and_a_worker_die(
    tmp_path: Path, postgres_server: PostgresServer, own_redis: RedisServer
) -> None:
    async with school_of_two(tmp_path, postgres_server, own_redis) as place:
        session, code = await place.session(await place.paper(), roster(500))
        people = of_roster(await place.roster_file(session))
        deeds = (
            Once(0.40, own_redis.kill),
            Once(0.55, own_redis.restart_empty),
            Once(0.70, lambda: os.kill(place.pids()[0], signal.SIGKILL)),
        )
        report = await crowd(place, code, people, MINUTES, watch=each(*deeds))
        assert all(deed.done for deed in deeds)
        assert clean(report) == CLEAN, report.errors
        assert (report.joined, report.submitted) == (500, 500), report.errors


@pytest.mark.parametrize("file", ["qti/packages/valid-package.zip", "moodle/gift/examples.txt"])
async def test_a_real_paper_is_sat_as_an_exam(tmp_path: Path, testdata: Path, file: str) -> None:
    async with school(tmp_path) as place:
        data = (testdata / file).read_bytes()
        edition = await place.paper(data, Path(file).name)
        _, code = await place.session(edition)
        report = await crowd(place, code, guests(20), 0.5)
        assert clean(report) == CLEAN, report.errors
        assert report.submitted == 20
