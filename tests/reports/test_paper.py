"""The report as Chromium shows and prints it: on a phone, on a wide screen, on A4."""

import re
import zlib

import pytest
from playwright.async_api import Browser, Page

from invigilate.rooms.report.style import STYLE, STYLE_PATH
from tests.reports.hall import morning

pytestmark = pytest.mark.story

PORTRAIT, LANDSCAPE = (595, 842), (842, 595)
"""A4 in points, rounded."""
WIDER = """() => [...document.querySelectorAll('body *')]
  .filter(one => !one.closest('.plan') && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)"""
TOPS = """() => [...document.querySelectorAll('table.register thead')]
  .map(one => getComputedStyle(one).display)"""


async def shown(browser: Browser, width: int, text: str = "") -> Page:
    """The page of a morning, `text` in place of a note."""
    page = await browser.new_page(viewport={"width": width, "height": 800})
    html = morning().page().replace("Left the hall from 9:58 to 10:01.", text)
    styled = html.replace(f'<link rel="stylesheet" href="{STYLE_PATH}">', f"<style>{STYLE}</style>")
    await page.set_content(styled)
    return page


@pytest.mark.parametrize("width", [320, 390, 768, 1001, 1200])
async def test_nothing_but_a_wide_plan_stands_out_of_the_screen(
    chromium: Browser, width: int
) -> None:
    page = await shown(chromium, width, "unbroken" * 200)
    assert await page.evaluate(WIDER) == []


async def test_it_prints_on_a4_with_the_register_and_the_plan_across(chromium: Browser) -> None:
    page = await shown(chromium, 1200)
    assert await page.evaluate(TOPS) == ["table-header-group"]
    sheets = sheets_of(await page.pdf(prefer_css_page_size=True))
    turns = [
        sheet for sheet, before in zip(sheets, [None, *sheets], strict=False) if sheet != before
    ]
    assert turns == [PORTRAIT, LANDSCAPE, PORTRAIT]
    assert sheets[0] == PORTRAIT
    assert sheets.count(LANDSCAPE) == 4


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each sheet in points, from the file's objects, packed or not."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [pdf, *(unpacked(each) for each in packed)]
    boxes = [
        (round(float(width)), round(float(height)))
        for text in texts
        for width, height in re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", text)
    ]
    assert boxes, "no sheet was found"
    return boxes


def unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""
