"""Items with known scores: ours, one per pattern of response processing, and a public collection.

What is compared is SCORE alone: the other outcomes of an item are nobody's mark.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.items import LISTED, Item, Slot, Value
from invigilate.grading.marking import Mark, mark_item
from tests.assessments.samples import TEMPLATES, qti2

CHOICE = (
    '<choiceInteraction responseIdentifier="{0}" maxChoices="1"><simpleChoice identifier="A">a'
    '</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>'
)
TEXT = '<p><textEntryInteraction responseIdentifier="{0}"/></p>'
RIGHT = "<correctResponse><value>{}</value></correctResponse>"
MAPPING = (
    '<mapping defaultValue="-1" lowerBound="0"><mapEntry mapKey="A" mappedValue="2"/></mapping>'
)


def _declared(name: str, inner: str, base: str = "identifier") -> str:
    return (
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="{base}">{inner}'
        "</responseDeclaration>"
    )


def _set(expression: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue>'


def _if(test: str, then: str, otherwise: str = "") -> str:
    end = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{then}</responseIf>{end}</responseCondition>"


def _base(value: str) -> str:
    return f'<baseValue baseType="float">{value}</baseValue>'


def _match(name: str = "RESPONSE") -> str:
    return f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>'


MAXSCORE = (
    '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
    "<defaultValue><value>3</value></defaultValue></outcomeDeclaration>"
)
MAP = '<mapResponse identifier="RESPONSE"/>'
NULL = '<isNull><variable identifier="RESPONSE"/></isNull>'
SCORE = '<variable identifier="SCORE"/>'


def _item(processing: str, inner: str = RIGHT.format("A") + MAPPING, body: str = CHOICE) -> Item:
    text = qti2(
        body.format("RESPONSE"),
        _declared("RESPONSE", inner) + MAXSCORE,
        processing
        if "template=" in processing
        else f"<responseProcessing>{processing}</responseProcessing>",
    )
    found = read_qti(text.encode(), "i.xml")
    assert len(found.items) == 1, found.report.entries
    return found.items[0]


@pytest.mark.parametrize(
    ("processing", "right"),
    [
        (f'<responseProcessing template="{TEMPLATES}/match_correct"/>', "1"),
        (f'<responseProcessing template="{TEMPLATES}/match_correct.xml"/>', "1"),
        (f'<responseProcessing template="{TEMPLATES}/map_response"/>', "2"),
        (_if(_match(), _set(_base("1.5")), _set(_base("0"))), "1.5"),
        (_if(_match(), _set('<variable identifier="MAXSCORE"/>')), "3"),
        (_if(_match(), _set(f"<sum>{SCORE}{_base('2')}</sum>")), "2"),
        (_set(_base("0")) + _if(_match(), _set(_base("2"))), "2"),
        (_set(MAP), "2"),
        (_if(NULL, _set(_base("0")), _set(MAP)), "2"),
        (_if(f"<not>{NULL}</not>", _set(f"<sum>{SCORE}{MAP}</sum>")), "2"),
        ("<responseCondition><responseElse>" + _set(MAP) + "</responseElse></responseCondition>",
         "2"),
        (_if('<match><baseValue baseType="identifier">A</baseValue><variable '
             'identifier="RESPONSE"/></match>', _set(_base("1"))), "1"),
        (_if(_match(), _set(_base("1"))) + '<setOutcomeValue identifier="FEEDBACK"><variable '
         'identifier="RESPONSE"/></setOutcomeValue>', "1"),
    ],
)  # fmt: skip
def test_known_patterns_are_marked_by_rule(processing: str, right: str) -> None:
    item = _item(processing)
    assert [mark_item(item, {"RESPONSE": value}) for value in ("a", "b", None)] == [
        Mark(Decimal(points), Decimal(3)) for points in (right, "0", "0")
    ]


@pytest.mark.parametrize(
    "processing",
    [
        _set(_base("1")),
        _set(f"<product>{MAP}{_base('2')}</product>"),
        _if(_match(), _set(_base("1")), _set(_base("-1"))),
        _if(_match(), _set(_base("1"))) + _if(_match(), _set(_base("2"))),
        _if(NULL, _set(_base("1")), _set(MAP)),
        _if(f"<and>{_match()}</and>", _set(_base("1"))),
        "<exitResponse/>" + _set(MAP),
        _if(_match(), _set(_base("1")) + "<exitResponse/>") + _set(MAP),
        '<setOutcomeValue identifier="MAXSCORE"><baseValue baseType="float">9</baseValue>'
        "</setOutcomeValue>" + _if(_match(), _set('<variable identifier="MAXSCORE"/>')),
        _if(_match(), _set(f"<customOperator class='x'>{_base('1')}</customOperator>")),
        '<responseProcessingFragment href="x.xml"/>' + _set(MAP),
        '<responseProcessing template="http://example.org/own_template"/>',
    ],
)
def test_any_other_processing_is_not_run_and_a_person_marks(processing: str) -> None:
    item = _item(processing)
    assert mark_item(item, {"RESPONSE": "a"}) == Mark(Decimal(0), Decimal(3), True)


def test_equal_with_a_tolerance_is_known() -> None:
    test = (
        '<equal toleranceMode="absolute" tolerance="0.5 1" includeUpperBound="false"><variable '
        'identifier="R"/><correct identifier="R"/></equal>'
    )
    text = qti2(
        TEXT.format("R"),
        _declared("R", RIGHT.format("10"), "float"),
        f"<responseProcessing>{_if(test, _set(_base('1')))}</responseProcessing>",
    )
    item = read_qti(text.encode(), "i.xml").items[0]
    given = ("9,5", "10", "10.99", "11", "9.4")
    assert [str(mark_item(item, {"R": value}).points) for value in given] == [
        "1", "1", "1", "0", "0"]  # fmt: skip


def test_several_responses_add_up() -> None:
    add = _set(f"<sum>{SCORE}{_base('1')}</sum>")
    text = qti2(
        CHOICE.format("P") + TEXT.format("Q"),
        _declared("P", RIGHT.format("A")) + _declared("Q", RIGHT.format("word"), "string"),
        f"<responseProcessing>{_if(_match('P'), add)}{_if(_match('Q'), add)}</responseProcessing>",
    )
    item = read_qti(text.encode(), "i.xml").items[0]
    assert mark_item(item, {"P": "a", "Q": " word"}) == Mark(Decimal(2), Decimal(2))
    assert mark_item(item, {"Q": "Word"}) == Mark(Decimal(0), Decimal(2))


def test_the_template_looks_at_response_alone() -> None:
    text = qti2(
        CHOICE.format("RESPONSE") + CHOICE.format("OTHER"),
        _declared("RESPONSE", RIGHT.format("A")) + _declared("OTHER", RIGHT.format("B")),
        f'<responseProcessing template="{TEMPLATES}/match_correct"/>',
    )
    item = read_qti(text.encode(), "i.xml").items[0]
    assert mark_item(item, {"RESPONSE": "a", "OTHER": "a"}) == Mark(Decimal(1), Decimal(1))
    assert mark_item(item, {"RESPONSE": "b", "OTHER": "b"}) == Mark(Decimal(0), Decimal(1))


@pytest.mark.parametrize(
    ("processing", "inner", "why"),
    [
        (_if(_match(), _set(_base("1"))), MAPPING,
         "its response processing compares 'RESPONSE' with the correct response, and none is "
         "declared for 'RESPONSE'."),
        (_set(MAP), RIGHT.format("A"),
         "its response processing maps 'RESPONSE', which has no mapping."),
        (_if(_match("Q"), _set(_base("1"))), MAPPING,
         "its response processing uses 'Q', which is not declared."),
    ],
)  # fmt: skip
def test_processing_that_uses_what_is_not_declared_refuses_the_item(
    processing: str, inner: str, why: str
) -> None:
    text = qti2(
        CHOICE.format("RESPONSE"),
        _declared("RESPONSE", inner),
        f"<responseProcessing>{processing}</responseProcessing>",
    )
    entry = read_qti(text.encode(), "i.xml").report.entries[0]
    assert (entry.verdict, entry.reasons) == ("refused", (why,))


def test_no_score_at_all_is_marked_by_a_person() -> None:
    text = qti2(TEXT.format("R"), _declared("R", RIGHT.format("x"), "string"))
    found = read_qti(text.encode(), "i.xml")
    assert found.report.entries[0].reasons == ("it sets no score: a person marks it",)
    assert mark_item(found.items[0], {"R": "x"}).needs_person


MARKED_BY_RULE = [
    "choice_match_correct",
    "mapResponse_integer_mapKey",
    "mapResponse_mapping_caseSensitive_defaultValue",
    "mapping_bounds_upperLower",
    "qti22_advanced_i17_i9a_composite",
    "qti22_advanced_q13_match",
    "qti22_basic_i9b_match_correct",
    "responseProcessing_template_map_response",
    "responseProcessing_template_match_correct",
]
MARKED_BY_A_PERSON = [
    "isNull_isNotNull",
    "member_multiple",
    "outcomeProcessing_outcomeCondition_toBoolean",
    "qti22_basic_q2_multiple",
    "qti22_basic_q4_order_interaction",
    "responseCondition_elseIf_chain",
    "responseProcessing_boolean_compare_ops",
    "responseProcessing_exitResponse",
    "responseProcessing_mapOutcome_basic",
    "responseProcessing_math_max_min_round_truncate",
    "responseProcessing_notEqual_basic",
    "responseProcessing_setResponseValue_setDefaultValue",
]
TO_READ = ["outcomeProcessing_numberExpressions", "responseProcessing_record_fieldValue"]


def _as_value(slot: Slot, response: object) -> Value | None:
    """A response of the collection as a value of ours, its ids as they are delivered."""
    names = {one.source: one.id for one in (*slot.options, *slot.targets)}
    if response is None:
        return None
    parts = response if isinstance(response, list) else [response]
    said = [" ".join(names.get(word, word) for word in str(part).split(" ")) for part in parts]
    return tuple(said) if slot.kind in LISTED else said[0]


def _all(testdata: Path) -> dict[str, Item]:
    found = {}
    for folder in sorted((testdata / "qti/scoring-cases").iterdir()):
        read = read_qti((folder / "item.xml").read_bytes(), "item.xml")
        assert len(read.items) == 1, (folder.name, read.report.entries)
        found[folder.name] = read.items[0]
    return found


def test_every_known_item_is_deliverable_or_says_why_not(testdata: Path) -> None:
    items = _all(testdata)
    deliverable = [name for name, item in items.items() if item.deliverable]
    assert len(items) == 45
    assert sorted(deliverable) == sorted(MARKED_BY_RULE + MARKED_BY_A_PERSON + TO_READ)
    assert all(item.why_not for item in items.values() if not item.deliverable)
    rules = {name: {key.rule for key in items[name].keys} for name in deliverable}
    assert {n for n in deliverable if rules[n] == {"person"}} == set(MARKED_BY_A_PERSON)


@pytest.mark.parametrize("name", MARKED_BY_RULE)
def test_known_items_get_their_known_scores(testdata: Path, name: str) -> None:
    folder = testdata / "qti/scoring-cases" / name
    item = read_qti((folder / "item.xml").read_bytes(), "item.xml").items[0]
    for case in json.loads((folder / "cases.json").read_text())["cases"]:
        slots = {slot.id: slot for slot in item.slots}
        values = {
            response: _as_value(slots[response], given)
            for response, given in case["responses"].items()
        }
        expected = case["expect"]
        score = expected.get("score", expected.get("outcomes", {}).get("SCORE"))
        got = mark_item(item, values)
        assert (got.points, got.needs_person) == (Decimal(str(score)), False), case["name"]
        if "maxScore" in expected:
            assert got.out_of == expected["maxScore"]
