from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.items import Accepted, Item, Key, Option, Slot
from invigilate.assessments.lettering import lettered, letters
from tests.assessments.samples import item_of


def _order(*ids_and_bodies: tuple[str, str], correct: tuple[str, ...]) -> Item:
    options = tuple(Option(identifier, body) for identifier, body in ids_and_bodies)
    return item_of(Slot("s", "order", options=options), Key("s", "exact", correct=correct))


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


def test_things_to_put_in_order_are_sorted_by_what_they_say_and_lettered_anew() -> None:
    item = lettered(_order(("step_1", "Wake"), ("step_2", "Eat"), correct=("step_1", "step_2")))
    assert [(o.id, o.body, o.source) for o in item.slots[0].options] == [
        ("a", "Eat", "step_2"),
        ("b", "Wake", "step_1"),
    ]
    assert item.keys[0].correct == ("b", "a")


def test_targets_are_sorted_by_what_they_say_and_sources_stay() -> None:
    slot = Slot(
        "s",
        "match",
        options=(Option("p1", "Norway"), Option("p2", "Chile")),
        targets=(Option("q1", "Santiago"), Option("q2", "Oslo")),
    )
    key = Key("s", "map", accepted=(Accepted("p1 q2", Decimal(1)), Accepted("p2 q1", Decimal(1))))
    item = lettered(item_of(slot, key))
    assert [o.id + o.body for o in item.slots[0].options] == ["aNorway", "bChile"]
    assert [o.id + o.body for o in item.slots[0].targets] == ["1Oslo", "2Santiago"]
    assert [entry.value for entry in item.keys[0].accepted] == ["a 1", "b 2"]


def test_a_choice_keeps_its_order_and_loses_ids_that_tell() -> None:
    slot = Slot("s", "choice", options=(Option("wrong", "x"), Option("right", "y", fixed=True)))
    item = lettered(item_of(slot, Key("s", "exact", correct=("right",))))
    assert item.slots[0].options == (
        Option("a", "x", source="wrong"),
        Option("b", "y", fixed=True, source="right"),
    )
    assert item.keys[0].correct == ("b",)


_bodies = st.lists(st.text("abcAB <>", min_size=1, max_size=6), min_size=2, max_size=6)


@given(_bodies, st.sampled_from(["choice", "choices", "order", "inline"]))
def test_twice_is_once_and_the_key_moves_nothing(bodies: list[str], kind: str) -> None:
    options = tuple(Option(f"x{n}", body) for n, body in enumerate(bodies))
    slot = msgspec.convert({"id": "s", "kind": kind}, Slot)
    slot = msgspec.structs.replace(slot, options=options)
    one = lettered(item_of(slot, Key("s", "exact", correct=("x0",))))
    other = lettered(item_of(slot, Key("s", "exact", correct=("x1",))))
    assert lettered(one) == one
    assert other.slots == one.slots
