"""What the server tells of itself: of all workers, whichever is asked, and of nobody by name."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from invigilate.rooms.commands import Answer, Begin
from tests.conditions import eventually
from tests.stories.schools import School, school
from tests.stories.sitters import sitter

pytestmark = pytest.mark.story

TOKEN = "a token that only the scraper knows"


async def _told(place: School) -> tuple[str, dict[str, float]]:
    """The text, and the samples of it that stand alone or by role."""
    async with httpx.AsyncClient() as client:
        bearer = {"authorization": f"Bearer {TOKEN}"}
        answer = await client.get(f"{place.url}/metrics", headers=bearer)
    assert answer.status_code == 200
    samples = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            samples[sample.name + "".join(sample.labels.values())] = sample.value
    return answer.text, samples


async def _sockets(place: School, count: int) -> None:
    """Until five answers in a row, from whichever worker, say that so many are open."""
    alike = 0
    async with asyncio.timeout(30):
        while alike < 5:
            _, samples = await _told(place)
            alike = alike + 1 if samples["invigilate_ws_openstudent"] == count else 0


@pytest.mark.long
async def test_every_worker_tells_of_all_and_the_dead_have_no_sockets(tmp_path: Path) -> None:
    settings = {"INVIGILATE_WORKERS": "2", "INVIGILATE_METRICS_TOKEN": TOKEN}
    async with school(tmp_path, **settings) as place, AsyncExitStack() as stack:
        _, code = await place.session(await place.paper())
        names = [f"Canary Student {n}" for n in range(6)]
        pages = [await stack.enter_async_context(sitter(place, code, name)) for name in names]
        for page in pages:
            page.write(Begin())
            page.write(Answer(0, "a"))
        await eventually(lambda: all(page.acknowledged == 2 for page in pages), within=20)

        await _sockets(place, 6)
        text, samples = await _told(place)
        assert samples["invigilate_commands_total"] >= 12
        assert samples["invigilate_commit_seconds_count"] >= 1
        assert samples["invigilate_answer_to_ack_seconds_count"] >= 6
        assert samples["invigilate_alarms_total"] == 0
        assert [word for word in ("Canary", code, "Hall") if word in text] == []
        os.kill(place.pids()[0], signal.SIGKILL)
        await eventually(lambda: all(page.is_live for page in pages), within=30)
        await _sockets(place, 6)
        assert (await _told(place))[1]["invigilate_commands_total"] >= 12


async def test_without_the_token_nothing_is_told(tmp_path: Path) -> None:
    async with school(tmp_path, INVIGILATE_METRICS_TOKEN=TOKEN) as place:
        async with httpx.AsyncClient() as client:
            without = await client.get(f"{place.url}/metrics")
            wrong = {"authorization": "Bearer another"}
            other = await client.get(f"{place.url}/metrics", headers=wrong)
        assert [without.status_code, other.status_code] == [403, 403]
        _, samples = await _told(place)
        assert samples["invigilate_loop_lag_seconds_count"] > 0
