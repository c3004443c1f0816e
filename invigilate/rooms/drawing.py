"""The order in which one seat meets items and options, drawn from the seat's own seed.

The paper's bytes are the same for all; the order is a few numbers beside it. The same seat always
draws the same order, on any worker and in any language that reads the numbers.
"""

from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from msgspec import Struct

from invigilate.rooms.plan import Plan, Slot

T = TypeVar("T")
MOST_KEPT = 20_000
"""Orders of seats that are kept once they are drawn."""


class Drawn(Struct, frozen=True):
    """Item indices in the order to show, and option ids by slot where they are shuffled."""

    items: list[int]
    options: dict[int, list[str]]


def draw(plan: Plan, room: str, seat: str) -> Drawn:
    """The order for one seat.

    Items are shuffled where the settings say so and the paper is free to navigate, but for texts
    that are only read; options where their slot says so. Options that the author fixed stay at
    their place.
    """
    options = {
        number: _options(slot, f"{room}/{seat}/{number}")
        for number, slot in enumerate(plan.slots)
        if slot.shuffle and plan.settings.shuffle
    }
    return Drawn(list(_items(plan, room, seat)), options)


def question(plan: Plan, room: str, seat: str, item: int) -> int | None:
    """The number that an item has on this seat's page; None: it is a text that is only read.

    Questions are counted from 1 in the seat's own order, texts are not. The page counts in the
    same way (`met` in `web/src/exam/paper.ts`); `tests/rooms/numbers.json` holds both to it.
    """
    asked = {slot.item for slot in plan.slots}
    if item not in asked:
        return None
    order = _items(plan, room, seat)
    return sum(other in asked for other in order[: order.index(item) + 1])


def _items(plan: Plan, room: str, seat: str) -> tuple[int, ...]:
    if not plan.settings.shuffle or plan.navigation != "free":
        return tuple(range(plan.items))
    return _mixed(plan.items, frozenset(slot.item for slot in plan.slots), room, seat)


@lru_cache(MOST_KEPT)
def _mixed(items: int, asked: frozenset[int], room: str, seat: str) -> tuple[int, ...]:
    moving = iter(_shuffled(sorted(asked), f"{room}/{seat}/items"))
    return tuple(next(moving) if item in asked else item for item in range(items))


def _options(slot: Slot, seed: str) -> list[str]:
    moving = iter(_shuffled([name for name in slot.options if name not in slot.fixed], seed))
    return [name if name in slot.fixed else next(moving) for name in slot.options]


def _shuffled(things: list[T], seed: str) -> list[T]:
    """In the order of a hash of seed and place: uniform enough, and the same everywhere."""
    keys = [sha256(f"{seed}/{place}".encode()).digest() for place in range(len(things))]
    return [thing for _, thing in sorted(zip(keys, things, strict=True), key=lambda pair: pair[0])]
