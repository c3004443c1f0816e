"""The tone for what is urgent, as the board's page makes it: rendered, and not only scheduled."""

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.stories.pages import ProctorsBoard, device
from tests.stories.schools import PROCTOR, School
from tests.stories.test_pages import Sitting, sitting, writing

pytestmark = [pytest.mark.story, pytest.mark.asyncio(loop_scope="session")]

RENDERED = """window.tones = [];
window.AudioContext = class extends OfflineAudioContext {
    constructor() {
        super(1, 2 * 48_000, 48_000);
        tones.push(this);
    }
    resume() {
        return Promise.resolve();
    }
};"""
"""Two seconds of what a page plays are rendered when that is asked for, and not played."""
ASKED_FOR = {"name": "invigilate.board", "value": '{"sound": true}'}
"""What a device keeps on which somebody asked for the tone."""
MEASURED = """async () => {
    const samples = (await tones[0].startRendering()).getChannelData(0);
    let [loudest, last, steepest] = [0, 0, 0];
    samples.forEach((sample, at) => {
        loudest = Math.max(loudest, Math.abs(sample));
        steepest = Math.max(steepest, Math.abs(sample - (samples[at - 1] ?? 0)));
        if (Math.abs(sample) > 1e-4) last = at;
    });
    const heard = samples.subarray(0, last + 1);
    const power = heard.reduce((sum, sample) => sum + sample ** 2, 0) / heard.length;
    return { loudest, steepest, seconds: (last + 1) / 48_000, mean: Math.sqrt(power) };
}"""


async def beside(place: School, context: BrowserContext, hall: Sitting) -> Page:
    """A board whose tones are rendered."""
    await context.add_init_script(RENDERED)
    board = ProctorsBoard(await context.new_page())
    await board.open(place.url, hall.session, PROCTOR)
    return board.page


async def test_a_raised_hand_sounds_softly_for_whoever_asked_for_it_and_for_nobody_else(
    place: School, browser: Browser, edition: str
) -> None:
    hall = await sitting(place, edition, 1)
    kept = {"origins": [{"origin": place.url, "localStorage": [ASKED_FOR]}]}
    async with (
        device(browser) as own,
        device(browser, storage_state=kept) as desk,
        device(browser) as other,
    ):
        student = await writing(place, own, hall, 0)
        loud, still = await beside(place, desk, hall), await beside(place, other, hall)
        await student.press("Raise hand")
        for page in (loud, still):
            await expect(page.get_by_text("Hand raised").first).to_be_visible()
            await expect(page).to_have_title("(1) " + (await page.title()).removeprefix("(1) "))
        await loud.wait_for_function("tones.length")
        assert [await page.evaluate("tones.length") for page in (loud, still)] == [1, 0]
        tone: dict[str, Any] = await loud.evaluate(MEASURED)
        assert 0.01 < tone["mean"] < tone["loudest"] <= 0.2, tone
        assert 0.3 < tone["seconds"] <= 1.0, tone
        assert tone["steepest"] < 0.05, tone
