"""Nothing that says what is right reaches a student: by type, by property, by canary."""

import hashlib
import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.assessments.delivering import (
    Place,
    deliver,
    read_delivered,
    read_whole,
    whole,
)
from invigilate.assessments.exchange.reading import read
from invigilate.assessments.items import (
    Accepted,
    Item,
    Key,
    Kind,
    Option,
    Scorer,
    Slot,
    Source,
    Tolerance,
)
from invigilate.assessments.lettering import lettered
from invigilate.errors import NotValid
from tests.assessments.samples import item_of, options, slot_of, targets

CANARY = "CANARY"
SALT = bytes(range(16))


def _two_slots() -> Item:
    return Item(
        "mix",
        "Mixed",
        '<p>One <span data-slot="n"></span></p><div data-slot="c"></div>',
        (Slot("n", "number"), Slot("c", "choice", options=options("x", "y"), maximum=1)),
        (Key("n", "exact", correct=("1",)), Key("c", "exact", correct=("b",))),
    )


def test_the_bytes_are_canonical_json_and_their_name_is_their_hash() -> None:
    made = deliver("T", [_two_slots()], "linear", "en")
    said = json.loads(made.data)
    assert made.data == json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert made.name == hashlib.sha256(made.data).hexdigest()
    assert read_delivered(made.data) == made.paper
    assert sorted(said) == ["items", "language", "navigation", "title"]
    assert sorted(said["items"][0]) == ["body", "id", "slots", "title"]
    assert sorted(said["items"][0]["slots"][1]) == sorted(
        [
            "slot",
            "id",
            "kind",
            "prompt",
            "options",
            "targets",
            "shuffle",
            "min",
            "max",
            "match_max",
            "max_length",
            "expected_length",
            "expected_lines",
        ]
    )
    assert said["items"][0]["slots"][1]["options"][0] == {"body": "x", "fixed": False, "id": "a"}


def test_slots_are_numbered_through_the_whole_paper_and_places_carry_the_number() -> None:
    reading = Item("read", "Read", "<p>Read this.</p>")
    second = msgspec.structs.replace(_two_slots(), id="mix2")
    made = deliver("T", [_two_slots(), reading, second])
    assert [one.slot for item in made.paper.items for one in item.slots] == [0, 1, 2, 3]
    assert made.paper.items[2].body == (
        '<p>One <span data-slot="2"></span></p><div data-slot="3"></div>'
    )
    assert made.places == (
        Place(0, 0, "mix", "n"),
        Place(1, 0, "mix", "c"),
        Place(2, 2, "mix2", "n"),
        Place(3, 2, "mix2", "c"),
    )


def test_a_slot_id_that_is_a_number_is_not_taken_for_another_slots_number() -> None:
    slots = (Slot("1", "text"), Slot("0", "text"))
    body = '<p><span data-slot="1"></span> <span data-slot="0"></span></p>'
    keys = (Key("1", "person"), Key("0", "person"))
    made = deliver("T", [Item("i", "I", body, slots, keys)])
    assert made.paper.items[0].body == (
        '<p><span data-slot="0"></span> <span data-slot="1"></span></p>'
    )


def test_what_cannot_be_delivered_refuses_the_paper_by_name() -> None:
    item = Item("d", "Draw it", "<p>Draw.</p>", deliverable=False, why_not="it asks for a drawing")
    with pytest.raises(NotValid) as refused:
        deliver("T", [item])
    assert (refused.value.word, refused.value.sentence) == (
        "not-deliverable",
        "'Draw it' cannot be delivered: it asks for a drawing. Leave it out.",
    )


def test_two_items_with_one_id_refuse_the_paper() -> None:
    with pytest.raises(NotValid) as refused:
        deliver("T", [_two_slots(), _two_slots()])
    assert refused.value.word == "same-item"


def test_pictures_for_scorers_are_not_among_the_delivered_media() -> None:
    item = msgspec.structs.replace(
        _two_slots(), media=("seen.png",), scorer=Scorer(media=("secret.png",))
    )
    assert deliver("T", [item]).media == ("seen.png",)


def test_the_whole_holds_the_keys_and_its_name_needs_the_salt() -> None:
    data, name = whole("T", [_two_slots()], SALT)
    assert read_whole(data).items == (lettered(_two_slots()),)
    assert whole("T", [_two_slots()], SALT) == (data, name)
    assert whole("T", [_two_slots()], SALT[::-1]) == (
        data,
        whole("T", [_two_slots()], SALT[::-1])[1],
    )
    assert whole("T", [_two_slots()], SALT[::-1])[1] != name
    with pytest.raises(ValueError, match="too short"):
        whole("T", [_two_slots()], b"short")


_text = st.text(st.characters(codec="utf-8", exclude_characters="<>&\x00"), max_size=12)
_points = st.decimals(0, 9, places=2)
_kinds: st.SearchStrategy[Kind] = st.sampled_from(
    ("choice", "choices", "text", "number", "inline", "match", "order", "essay")
)


def _slot(kind: Kind, bodies: list[str]) -> Slot:
    slot = slot_of(kind)
    if kind in ("text", "number", "essay"):
        return slot
    slot = msgspec.structs.replace(slot, options=options(*bodies))
    return msgspec.structs.replace(slot, targets=targets(*bodies)) if kind == "match" else slot


@st.composite
def _keys(draw: st.DrawFn, slot: Slot) -> Key:
    values = [option.id for option in slot.options] or ["1", "2"]
    if slot.kind == "match":
        values = [f"{value} {target.id}" for value in values for target in slot.targets]
    right = draw(st.permutations(values))
    some = tuple(right[: draw(st.integers(1, len(right)))])
    accepted = tuple(Accepted(value, draw(_points), draw(st.booleans())) for value in some)
    return Key(
        "s",
        draw(st.sampled_from(("exact", "map", "first", "person"))),
        draw(_points),
        some,
        accepted,
        draw(_points),
        draw(st.none() | _points),
        draw(st.none() | _points),
        draw(st.booleans()),
        draw(st.none() | st.just(Tolerance("absolute", Decimal(1), Decimal(2)))),
        draw(st.booleans()),
    )


_scorers = st.builds(
    Scorer, _text, st.tuples(_text), st.tuples(_text, _text), st.just(("other.png",))
)
_sources = st.builds(Source, _text, _text, st.integers(0, 9), _text)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Item, Item]:
    """Two items that differ only in what a student may not know."""
    slot = _slot(draw(_kinds), draw(st.lists(_text, min_size=2, max_size=5)))
    one, other = (
        msgspec.structs.replace(
            item_of(slot, draw(_keys(slot)), draw(_scorers)),
            points=draw(st.none() | _points),
            source=draw(_sources),
        )
        for _ in range(2)
    )
    return one, other


@given(_pairs())
def test_papers_that_differ_only_in_what_is_right_have_the_same_bytes(
    pair: tuple[Item, Item],
) -> None:
    assert deliver("T", [pair[0]]).data == deliver("T", [pair[1]]).data


@given(_pairs())
def test_original_option_ids_reach_no_student(pair: tuple[Item, Item]) -> None:
    slot = pair[0].slots[0]
    renamed = tuple(Option(f"{CANARY}{n}", option.body) for n, option in enumerate(slot.options))
    item = msgspec.structs.replace(pair[0], slots=(msgspec.structs.replace(slot, options=renamed),))
    assert CANARY.encode() not in deliver("T", [item]).data
    assert deliver("T", [item]).data == deliver("T", [pair[0]]).data


@given(_kinds)
def test_a_canary_in_any_hidden_field_is_in_no_delivered_byte(kind: Kind) -> None:
    slot = _slot(kind, ["x", "y"])
    accepted = (Accepted(CANARY, Decimal(1)),)
    key = Key("s", "person", correct=(CANARY,), accepted=accepted)
    item = msgspec.structs.replace(
        item_of(slot, key, Scorer(CANARY, (CANARY,), (CANARY,), (CANARY,))),
        why_not=CANARY,
        source=Source(CANARY, CANARY, 1, CANARY),
        language=CANARY,
    )
    assert CANARY.encode() not in deliver("T", [item]).data


def test_canaries_in_a_qti_item_reach_no_student() -> None:
    text = f"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
      identifier="q" title="Q" label="{CANARY}" tool-name="{CANARY}">
      <qti-response-declaration identifier="R" cardinality="single" base-type="string">
        <qti-correct-response><qti-value>{CANARY}</qti-value></qti-correct-response>
        <qti-mapping default-value="0"><qti-map-entry map-key="{CANARY}" mapped-value="1"/>
        </qti-mapping></qti-response-declaration>
      <qti-outcome-declaration identifier="MODEL_ANSWER" cardinality="single" base-type="string">
        <qti-default-value><qti-value>{CANARY}</qti-value></qti-default-value>
      </qti-outcome-declaration>
      <qti-item-body>
        <p data-key="{CANARY}" class="{CANARY}">Say it <qti-text-entry-interaction
          response-identifier="R" pattern-mask="{CANARY}" placeholder-text="{CANARY}"/>
          <qti-feedback-inline identifier="{CANARY}" outcome-identifier="F">{CANARY}
          </qti-feedback-inline></p>
        <qti-feedback-block identifier="x" outcome-identifier="F"><p>{CANARY}</p>
        </qti-feedback-block>
        <qti-rubric-block view="scorer tutor"><qti-content-body>{CANARY}</qti-content-body>
        </qti-rubric-block>
        <!-- {CANARY} --><?remark {CANARY}?>
      </qti-item-body>
      <qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-map-response
        identifier="R"/></qti-set-outcome-value></qti-response-processing>
      <qti-modal-feedback identifier="x" outcome-identifier="F" show-hide="show">
        <qti-content-body><p>{CANARY}</p></qti-content-body></qti-modal-feedback>
    </qti-assessment-item>"""
    found = read(text.encode(), "q.xml")
    made = deliver(found.title, found.items, found.navigation, found.language)
    assert [entry.verdict for entry in found.report.entries] == ["taken"]
    assert CANARY.encode() not in made.data
    assert found.items[0].scorer == Scorer(
        f"<div>{CANARY}</div>", (CANARY,), (CANARY, f"<p>{CANARY}</p>")
    )


def test_a_rubric_for_the_candidate_is_part_of_the_body() -> None:
    text = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="q" title="Q">'
        '<itemBody><rubricBlock view="candidate proctor"><p>Write clearly.</p></rubricBlock>'
        "<p>Text.</p></itemBody></assessmentItem>"
    )
    assert read(text.encode(), "q.xml").items[0].body == (
        "<div><p>Write clearly.</p></div><p>Text.</p>"
    )


def test_canaries_in_gift_reach_no_student() -> None:
    text = f"""// {CANARY}
$CATEGORY: {CANARY}
Who? {{=Ann#{CANARY} =%50%{CANARY} ####{CANARY}}}

Which? {{~no#{CANARY} =yes}}
"""
    found = read(text.encode(), "f.txt")
    made = deliver(found.title, found.items)
    assert len(found.items) == 2
    assert CANARY.encode() not in made.data
