"""The browser that stories are told with is a real one."""

import pytest
from playwright.async_api import Browser


@pytest.mark.story
async def test_the_browser_shows_a_page_and_runs_its_script(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content("<p id=told></p><script>told.textContent = 6 * 7</script>")
    assert await page.inner_text("#told") == "42"
