"""The number of a question: the board says the one that the student sees."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from invigilate.ids import OrganisationId
from invigilate.rooms.commands import GoTo
from invigilate.rooms.drawing import draw, question
from invigilate.rooms.plan import Plan, Settings, Slot
from tests.rooms.script import ADA, BEN, ITEMS, SLOTS, Script, begun, opened

NUMBERS = Path(__file__).with_name("numbers.json")
CASES = msgspec.json.decode(NUMBERS.read_bytes())["cases"]
ASKED = {slot.item for slot in SLOTS}


def paper(case: dict[str, Any]) -> Plan:
    """A paper with so many places to write in each item."""
    slots = tuple(
        Slot(f"q{item}/{number}", item, "text")
        for item, count in enumerate(case["slots"])
        for number in range(count)
    )
    settings = Settings(shuffle=case["shuffle"])
    organisation = OrganisationId("school")
    items = len(case["slots"])
    return Plan(organisation, "Any", "e", "d", slots, items, case["navigation"], settings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_question_has_the_number_that_the_page_counts(case: dict[str, Any]) -> None:
    plan, seat = paper(case), case["seat"]
    numbers = [question(plan, "room", seat, item) for item in range(plan.items)]
    assert (draw(plan, "room", seat).items, numbers) == (case["order"], case["numbers"])


@pytest.mark.parametrize("who", [ADA, BEN])
def test_a_row_tells_the_number_in_the_seats_own_order(who: Any) -> None:
    script = Script(opened(Settings(minutes=60, shuffle=True)), begun(who))
    order = draw(script.room.plan, script.room.id, who.seat).items  # type: ignore[arg-type]
    told = []
    for item in order:
        script >> who.signs(GoTo(item))
        told.append(script.row(who).question)
    assert len(order) == ITEMS
    assert [number for number in told if number is not None] == list(range(1, len(ASKED) + 1))
    assert [item for item, number in zip(order, told, strict=True) if number is None] == [9]
