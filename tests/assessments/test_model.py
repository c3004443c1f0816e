"""What a room may know of a paper."""

from typing import Any

import msgspec
import pytest

from invigilate.assessments.delivering import deliver
from invigilate.assessments.importing import slices
from invigilate.assessments.items import Item, Key, placeholder
from invigilate.assessments.items import Slot as Asked
from invigilate.assessments.model import Line, Verdict, outlined, plain, reported
from invigilate.rooms.plan import Slot, judge
from tests.assessments.samples import item_of, options, slot_of, targets

PERSON = Key("s", "person")


def outline(kind: Any, **more: Any) -> Slot:
    """The slot of a paper that asks this one thing."""
    item = item_of(slot_of(kind, **more), PERSON)
    [slot] = outlined(deliver("A paper", [item]).paper)
    return slot


def several() -> Item:
    """An item with a choice and two texts, after which the next item starts at slot 3."""
    slots = (
        Asked("pick", "choice", options=options("one", "two", "three"), shuffle=True),
        Asked("why", "text"),
        Asked("more", "essay"),
    )
    body = "<p>Pick.</p>" + "".join(placeholder(slot.id, slot.kind) for slot in slots)
    return Item("many", "Many", body, slots, tuple(Key(s.id, "person") for s in slots))


def test_the_outline_has_the_slot_numbers_and_the_option_ids_that_students_get() -> None:
    reading = Item("read", "Read", "<p>Read this.</p>")
    last = item_of(slot_of("order", options=options("zebra", "ape", "mole")), PERSON)
    made = deliver("A paper", [reading, several(), last])
    slots = outlined(made.paper)
    delivered = [slot for item in made.paper.items for slot in item.slots]
    assert [slot.slot for slot in delivered] == list(range(len(slots)))
    assert [(slot.kind, slot.options, slot.targets, slot.shuffle) for slot in slots] == [
        (
            slot.kind,
            tuple(option.id for option in slot.options),
            tuple(target.id for target in slot.targets),
            slot.shuffle,
        )
        for slot in delivered
    ]
    assert [(slot.label, slot.item) for slot in slots] == [
        ("many/pick", 1),
        ("many/why", 1),
        ("many/more", 1),
        ("item-s", 2),
    ]
    assert [(place.slot, place.item) for place in made.places] == [
        (number, slot.item) for number, slot in enumerate(slots)
    ]


def test_what_an_author_fixed_stays_fixed() -> None:
    offered = tuple(
        msgspec.structs.replace(option, fixed=option.body == "none of these")
        for option in options("one", "two", "none of these")
    )
    assert outline("choice", options=offered, shuffle=True).fixed == ("c",)


@pytest.mark.parametrize(
    ("kind", "more", "limit"),
    [
        ("text", {}, 1_000),
        ("text", {"max_length": 40}, 40),
        ("number", {}, 100),
        ("essay", {}, 100_000),
        ("essay", {"max_length": 500}, 500),
        ("essay", {"max_length": 900_000}, 100_000),
        ("choices", {"options": options("x", "y", "z")}, 3),
        ("choices", {"options": options("x", "y", "z"), "maximum": 2}, 2),
        ("order", {"options": options("x", "y", "z")}, 3),
        ("match", {"options": options("x", "y"), "targets": targets("p", "q", "r")}, 2),
        (
            "match",
            {"options": options("x", "y"), "targets": targets("p", "q", "r"), "match_max": 0},
            6,
        ),
        (
            "match",
            {"options": options("x", "y"), "targets": targets("p"), "match_max": 0, "maximum": 9},
            2,
        ),
    ],
)
def test_a_slot_takes_as_much_as_its_item_says(kind: str, more: Any, limit: int) -> None:
    assert outline(kind, **more).limit == limit


def test_the_room_takes_what_students_can_give_and_nothing_else() -> None:
    match = outline("match", options=options("x", "y"), targets=targets("p", "q"))
    assert judge(match, ("a 1", "b 2")) is None
    assert judge(match, ("a 1", "b 1", "a 2")) == "too-many"
    assert judge(match, ("a 3",)) == "value"


def test_a_report_counts_every_item_once() -> None:
    verdicts: list[Verdict] = ["taken", "warning", "warning", "refused", "not deliverable"]
    lines = tuple(Line("q", "", "", verdict, "", "") for verdict in verdicts)
    report = reported("f", "GIFT", lines, (), None)
    counts = (report.taken, report.warned, report.refused, report.not_deliverable)
    assert counts == (1, 2, 1, 1)
    assert "assessment" not in msgspec.json.decode(msgspec.json.encode(report))


def test_a_text_out_of_a_file_is_shown_on_one_line() -> None:
    assert plain(" a\tb\0\u202ec\n d ") == "a b c d"


def test_slices_hold_a_megabyte_or_a_hundred_or_one_large_thing() -> None:
    sizes = [400_000, 500_000, 200_000, 5_000_000, 10, *[1] * 150]
    parts = list(slices(sizes, lambda size: size))
    assert [sum(part) for part in parts] == [900_000, 200_000, 5_000_000, 109, 51]
    assert [size for part in parts for size in part] == sizes
