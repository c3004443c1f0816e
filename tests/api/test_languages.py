"""In which language a page is begun."""

import re
from pathlib import Path

import pytest

from invigilate.api.languages import DEFAULT, HEAD, LANGUAGES, asked, best, spoken

WEB = Path(__file__).parents[2] / "web"


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", []),
        ("de", ["de"]),
        ("fr;q=0.5, de-AT, en;q=0.7", ["de-at", "en", "fr"]),
        ("de;q=0, en", ["en"]),
        ("de;q=much, , en;q=0.1", ["en"]),
        ("*", ["*"]),
    ],
)
def test_what_a_browser_asks_for_is_read_the_dearest_first(header: str, tags: list[str]) -> None:
    assert asked(header) == tags


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("de", "de"),
        ("de-CH, fr", "de"),
        ("fr, de;q=0.3", "de"),
        ("en-GB, de", "en"),
    ],
)
def test_a_page_begins_in_the_dearest_language_that_it_speaks(header: str, tag: str) -> None:
    assert best(header) == tag


def test_the_pages_and_the_server_know_the_same_languages() -> None:
    listed = (WEB / "src/words/languages.ts").read_text(encoding="utf-8")
    found = re.findall(r"^  (?:'([\w-]+)'|(\w+)): \{ name: '[^']+', dir: '(\w+)' \}", listed, re.M)
    assert {one or other: way for one, other, way in found} == LANGUAGES
    assert next(iter(LANGUAGES)) == DEFAULT


@pytest.mark.parametrize("page", ["join.html", "exam.html"])
def test_the_head_of_a_page_says_its_language(page: str) -> None:
    built = (WEB / page).read_bytes()
    assert built.count(HEAD) == 1
    assert spoken(built, "de").count(b'<html lang="de" dir="ltr">') == 1
    assert spoken(built, "en") == built
