"""Our own format, there and back."""

import base64
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import invigilate.cli
from invigilate.assessments.delivering import deliver
from invigilate.assessments.exchange.own import read_own, write_own
from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.exchange.reading import read
from invigilate.assessments.exchange.report import Imported, sha256
from invigilate.assessments.items import Item
from invigilate.errors import NotValid
from invigilate.grading.marking import Mark, mark_item
from tests.assessments.samples import choice3, png, without_source

DEMO = Path(invigilate.cli.__file__).parent / "paper" / "demo.json"


def _paper(*items: Any, **more: Any) -> bytes:
    paper = {"format": "invigilate-paper", "version": 1, "title": "T", "items": items, **more}
    return json.dumps(paper).encode()


def _text(identifier: str = "q", **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": "Q",
        "body": '<p>Say <span data-slot="s"></span></p>',
        "slots": [{"id": "s", "kind": "text"}],
        "keys": [{"slot": "s", "rule": "exact", "points": "1.5", "correct": ["yes"]}],
        **more,
    }


def _demo() -> Imported:
    return read(DEMO.read_bytes(), "demo.json")


def _back(found: Imported) -> Imported:
    data = write_own(found.title, found.items, found.media, found.navigation, found.language)
    return read_own(data, "again.json")


def test_an_item_is_read_with_its_key() -> None:
    found = read_own(_paper(_text(), language="en", navigation="linear"), "p.json")
    assert (found.title, found.language, found.navigation) == ("T", "en", "linear")
    assert mark_item(found.items[0], {"s": "yes"}) == Mark(Decimal("1.5"), Decimal("1.5"))


def test_what_is_written_is_read_back_the_same() -> None:
    found = _demo()
    again = _back(found)
    assert without_source(again.items) == without_source(found.items)
    assert (again.media, again.title, again.navigation, again.language) == (
        found.media, found.title, found.navigation, found.language)  # fmt: skip
    assert again.report.sentence().startswith("11 items: 11 taken, 0 taken with")


def test_what_cannot_be_delivered_survives_the_journey_too() -> None:
    text = choice3("a").replace("qti-choice-interaction", "qti-slider-interaction")
    found = read_qti(text.encode(), "a.xml")
    assert without_source(_back(found).items) == without_source(found.items)
    assert _back(found).items[0].why_not == "it uses a slider"


def test_a_faulty_item_is_refused_by_name_and_the_others_are_taken() -> None:
    misspelt = _text("b", keys=[{"slot": "s", "rule": "exact", "corect": ["x"]}])
    unkeyed = _text("c", keys=[])
    found = read_own(_paper(_text("a"), misspelt, unkeyed, 5, _text("d")), "p.json")
    assert [(e.item, e.verdict, e.reasons) for e in found.report.entries] == [
        ("a", "taken", ()),
        ("b", "refused", ("Object contains unknown field `corect` - at `$.keys[0]`.",)),
        ("c", "refused", ("each slot has exactly one key.",)),
        ("item 4", "refused", ("Expected `object`, got `int`.",)),
        ("d", "taken", ()),
    ]


def test_html_is_cleaned_and_the_loss_is_told() -> None:
    item = _text(body='<p onclick="x">Say <span data-slot="s"></span><script>1</script></p>')
    found = read_own(_paper(item), "p.json")
    assert found.items[0].body == '<p>Say <span data-slot="s"></span></p>'
    assert found.report.entries[0].reasons == ("left out: <script>", "left out: event handlers")


def test_a_slot_without_a_place_is_put_at_the_end() -> None:
    found = read_own(_paper(_text(body="<p>Say.</p>")), "p.json")
    assert found.items[0].body == '<p>Say.</p><span data-slot="s"></span>'


def test_pictures_are_found_by_name_and_checked_by_content() -> None:
    body = '<p><img src="media/m.png" alt=""><img src="media/x.png"><span data-slot="s"></span></p>'
    media = [
        {"name": "m.png", "data": base64.b64encode(png()).decode()},
        {"name": "x.png", "data": base64.b64encode(b"<svg/>").decode()},
    ]
    found = read_own(_paper(_text(body=body), media=media), "p.json")
    name = f"{sha256(png())}.png"
    assert (found.items[0].media, list(found.media)) == ((name,), [name])
    assert found.report.notes == ("'x.png' is no PNG, JPEG, GIF or WebP and was left out",)
    assert found.report.entries[0].reasons == ("the picture 'media/x.png' was left out",)


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b'{"format":"other","version":1,"title":"","items":[]}',
        b'{"format":"invigilate-paper","version":2,"title":"","items":[]}',
        b"{" * 100_000,
        b"\xff",
    ],
)
def test_what_is_no_paper_of_ours_is_refused_whole(data: bytes) -> None:
    with pytest.raises(NotValid) as refused:
        read_own(data, "p.json")
    assert refused.value.word == "bad-paper"


def test_the_demo_shows_every_kind_a_formula_and_pictures() -> None:
    found = _demo()
    kinds = {slot.kind for item in found.items for slot in item.slots}
    assert kinds == {
        "choice", "choices", "text", "number", "inline", "match", "order", "essay"}  # fmt: skip
    assert [item.id for item in found.items if item.is_reading] == ["welcome"]
    assert sum("<math" in item.body for item in found.items) == 1
    assert [(one.type, len(one.data) < 10_000) for one in found.media.values()] == [
        ("image/png", True)
    ] * 2
    made = deliver(found.title, found.items, found.navigation, found.language)
    assert set(made.media) == set(found.media)


def test_the_demo_gives_full_marks_for_its_right_answers() -> None:
    right: dict[str, dict[str, str | tuple[str, ...]]] = {
        "capital": {"city": "b"},
        "primes": {"primes": ("a", "c", "e")},
        "fractions": {"sum": "0,875"},
        "triangle": {"length": "13"},
        "rain": {"driest": "b", "total": "170"},
        "plants": {"word": "Photosynthesis"},
        "authors": {"authors": ("a 5", "b 3", "c 1", "d 2")},
        "planets": {"planets": ("d", "a", "c", "b", "e")},
    }
    marks = {item.id: mark_item(item, right[item.id]) for item in _demo().items if item.id in right}
    assert {name: one.points for name, one in marks.items()} == {
        name: one.out_of for name, one in marks.items()
    }
    assert sum(one.out_of for one in marks.values()) == 15


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (_paper(_text()), "invigilate"),
        (choice3("a").encode(), "QTI"),
        (b"\xef\xbb\xbf" + choice3("a").encode(), "QTI"),
        (choice3("a").encode("utf-16"), "QTI"),
        (b"One? {=1}", "GIFT"),
    ],
)
def test_each_format_is_told_by_what_the_file_holds(data: bytes, format_: str) -> None:
    assert read(data, "f").report.format == format_


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(NotValid) as refused:
        read(b" \n", "f")
    assert refused.value.word == "empty-file"


def test_papers_of_more_than_2000_items_are_refused() -> None:
    with pytest.raises(NotValid) as refused:
        read_own(_paper(*[_text()] * 2_001), "p.json")
    assert refused.value.word == "too-many"
    with pytest.raises(NotValid) as refused:
        read(b"One? {=1}\n\n" * 2_001, "f.txt")
    assert refused.value.word == "too-many"


def test_items_survive_json() -> None:
    items = _demo().items
    assert msgspec.json.decode(msgspec.json.encode(items), type=tuple[Item, ...]) == items
