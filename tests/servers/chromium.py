"""The system's Chromium, driven without a screen."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

from tests.servers.programs import where

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser for this test alone; each `new_context()` in it is another person's device."""
    async with launched() as browser:
        yield browser


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A browser that others share."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=where("chromium"),
            args=QUIET,
            chromium_sandbox=os.geteuid() != 0,  # its sandbox refuses to work for root
        )
        yield browser
        await browser.close()
