"""The rule by which a page follows handwriting, in cases that its twin in the browser runs, too."""

from pathlib import Path

import pytest
from msgspec import Struct, json

from invigilate.rooms.plan import Value
from invigilate.rooms.replay.handwriting import Line, Written, follow


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """Lines, the value that each made, and what is known after all of them."""

    name: str
    lines: list[Line]
    values: list[Value | None]
    texts: list[tuple[int, int, str]]
    """(device, slot, text)."""
    counts: list[tuple[int, Value]]
    """(slot, what counts)."""


CASES = json.decode((Path(__file__).parent / "written.json").read_bytes(), type=list[Case])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lines_are_followed_as_the_browser_follows_them(case: Case) -> None:
    written = Written()
    assert [follow(written, line) for line in case.lines] == case.values
    assert written.texts == {(device, slot): text for device, slot, text in case.texts}
    assert written.counts == dict(case.counts)
