"""QTI items, 2.x and 3.0."""

from decimal import Decimal

import pytest

from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.exchange.report import Entry, Imported, sha256
from invigilate.assessments.items import Option, Slot
from tests.assessments.samples import TEMPLATES, choice3, qti2, qti3

SINGLE = '<responseDeclaration identifier="R" cardinality="single" baseType="{}"/>'
SEVERAL = '<responseDeclaration identifier="R" cardinality="multiple" baseType="{}"/>'
ORDERED = '<responseDeclaration identifier="R" cardinality="ordered" baseType="identifier"/>'


def _entry(text: str) -> Entry:
    return _found(text).report.entries[0]


def _found(text: str) -> Imported:
    return read_qti(text.encode(), "i.xml")


def _slot(body: str, declaration: str) -> Slot:
    return _found(qti2(body, declaration)).items[0].slots[0]


def _why_not(body: str, declaration: str = SINGLE.format("string"), **more: str) -> str:
    return _entry(qti2(body, declaration, **more)).not_deliverable


CHOICES = (
    '<simpleChoice identifier="X">x</simpleChoice><simpleChoice identifier="Y">y</simpleChoice>'
)


def test_a_choice_of_one_and_a_choice_of_several() -> None:
    one = f'<choiceInteraction responseIdentifier="R" shuffle="true">{CHOICES}</choiceInteraction>'
    several = (
        '<choiceInteraction responseIdentifier="R" minChoices="1" maxChoices="0"><prompt>Which '
        f"<b>two</b>?</prompt>{CHOICES}</choiceInteraction>"
    )
    options = (Option("a", "x", source="X"), Option("b", "y", source="Y"))
    assert _slot(one, SINGLE.format("identifier")) == Slot(
        "R", "choice", options=options, shuffle=True, maximum=1
    )
    assert _slot(several, SEVERAL.format("identifier")) == Slot(
        "R", "choices", "Which <b>two</b>?", options, minimum=1
    )


def test_a_text_entry_is_a_number_where_its_base_type_is_one() -> None:
    body = '<p>So <textEntryInteraction responseIdentifier="R" expectedLength="5"/>.</p>'
    kinds = [_slot(body, SINGLE.format(base)).kind for base in ("string", "integer", "float")]
    assert kinds == ["text", "number", "number"]
    found = _found(qti2(body, SINGLE.format("string")))
    assert found.items[0].body == '<p>So <span data-slot="R"></span>.</p>'
    assert found.items[0].slots[0].expected_length == 5


def test_an_essay_an_inline_choice_and_an_order() -> None:
    essay = '<extendedTextInteraction responseIdentifier="R" expectedLines="9"/>'
    inline = (
        '<p><inlineChoiceInteraction responseIdentifier="R"><inlineChoice identifier="X">x'
        '</inlineChoice><inlineChoice identifier="Y">y</inlineChoice></inlineChoiceInteraction></p>'
    )
    order = f'<orderInteraction responseIdentifier="R">{CHOICES}</orderInteraction>'
    assert _slot(essay, SINGLE.format("string")) == Slot("R", "essay", expected_lines=9)
    assert _slot(inline, SINGLE.format("identifier")).kind == "inline"
    assert _slot(order, ORDERED).kind == "order"


def test_a_match_has_sources_and_targets() -> None:
    choice = '<simpleAssociableChoice identifier="{0}" matchMax="{1}">{0}</simpleAssociableChoice>'
    sets = [
        "".join(choice.format(name, most) for name in names)
        for names, most in (("PQ", 2), ("ZYX", 1))
    ]
    slot = _slot(
        f'<matchInteraction responseIdentifier="R" maxAssociations="0"><simpleMatchSet>{sets[0]}'
        f"</simpleMatchSet><simpleMatchSet>{sets[1]}</simpleMatchSet></matchInteraction>",
        SEVERAL.format("directedPair"),
    )
    assert [(o.id, o.body) for o in slot.options] == [("a", "P"), ("b", "Q")]
    assert [(o.id, o.body) for o in slot.targets] == [("1", "X"), ("2", "Y"), ("3", "Z")]
    assert (slot.kind, slot.maximum, slot.match_max) == ("match", 0, 2)


@pytest.mark.parametrize(
    ("interaction", "why"),
    [
        ("hottext", "it asks to mark words in a text (hottext)"),
        ("associate", "it asks to associate pairs"),
        ("gapMatch", "it asks to drag into gaps (gap match)"),
        ("slider", "it uses a slider"),
        ("upload", "it asks for a file"),
        ("media", "it plays a medium"),
        ("drawing", "it asks for a drawing"),
        ("endAttempt", "it has a button of its own (end attempt)"),
        ("custom", "it brings a custom interaction"),
        ("portableCustom", "it brings a portable custom interaction"),
        ("positionObject", "it asks to place objects on a picture"),
        ("hotspot", "it asks to choose on a picture (hotspot)"),
        ("selectPoint", "it asks to point at a picture"),
        ("graphicOrder", "it asks to order on a picture"),
        ("graphicAssociate", "it asks to associate on a picture"),
        ("graphicGapMatch", "it asks to label a picture (graphic gap match)"),
        ("novel", "it uses novelInteraction, which is not known here"),
    ],
)
def test_every_other_interaction_is_kept_and_named_not_deliverable(
    interaction: str, why: str
) -> None:
    text = qti2(
        f'<p>Do.</p><{interaction}Interaction responseIdentifier="R"><p>part</p>'
        f"</{interaction}Interaction>",
        SINGLE.format("identifier"),
    )
    found = _found(text)
    assert found.report.entries == (Entry("i", "warned", (), "i.xml", 1, "An item", why),)
    assert (found.items[0].body, found.items[0].deliverable) == ("<p>Do.</p>", False)
    assert found.originals[sha256(text.encode())].data == text.encode()


def test_adaptive_items_templates_and_several_texts_are_not_deliverable() -> None:
    text = '<p><textEntryInteraction responseIdentifier="R"/></p>'
    essay = '<extendedTextInteraction responseIdentifier="R"/>'
    template = '<templateDeclaration identifier="T" cardinality="single" baseType="integer"/>'
    declared = SINGLE.format("string")
    assert _why_not(text, attributes='adaptive="true"') == "it is adaptive"
    assert _why_not(text, declared + template) == "it uses template processing"
    assert _why_not(text + '<p><printedVariable identifier="T"/></p>') == (
        "it uses template processing"
    )
    assert _why_not(essay, ORDERED.replace('identifier"/>', 'string"/>')) == (
        "it takes several texts in one interaction"
    )


def test_what_is_not_deliverable_has_no_slots_and_no_places() -> None:
    body = '<p>A <textEntryInteraction responseIdentifier="R"/> B</p><sliderInteraction/>'
    item = _found(qti2(body, SINGLE.format("string"))).items[0]
    assert (item.body, item.slots, item.keys) == ("<p>A  B</p>", (), ())


def test_without_interaction_it_is_a_text_to_read_unless_it_scores_something() -> None:
    scoring = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
    declared = SINGLE.format("string")
    assert _entry(qti2("<p>Read.</p>")).verdict == "taken"
    assert _entry(qti2("<p>Read.</p>", declared, "<responseProcessing/>")).reasons == (
        "no interaction takes the declared response 'R'",
        "it has no interaction: a text to read",
    )
    assert _why_not("<p>Read.</p>", processing=scoring) == (
        "it scores R and has no interaction that takes it"
    )
    assert _why_not("", "") == "it has no body"


def test_rubric_model_answers_and_feedback_are_for_scorers() -> None:
    found = _found(
        qti3(
            "e",
            '<qti-extended-text-interaction response-identifier="R"/>'
            '<qti-rubric-block view="scorer"><qti-content-body>'
            "<p>Look for x.</p></qti-content-body></qti-rubric-block>",
            '<qti-response-declaration identifier="R" cardinality="single" base-type="string"/>'
            '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float">'
            "<qti-default-value><qti-value>4</qti-value></qti-default-value>"
            '</qti-outcome-declaration><qti-outcome-declaration identifier="MODEL_ANSWER" '
            'cardinality="single" base-type="string"><qti-default-value><qti-value>x, since y'
            "</qti-value></qti-default-value></qti-outcome-declaration>",
            '<qti-response-processing/><qti-modal-feedback identifier="F" outcome-identifier="O">'
            "<qti-content-body><p/></qti-content-body></qti-modal-feedback>",
        )
    )
    item = found.items[0]
    assert item.scorer.rubric == "<div><p>Look for x.</p></div>"
    assert (item.scorer.model_answers, item.scorer.feedback) == (("x, since y",), ())
    assert (item.points, item.keys[0].rule, item.keys[0].points) == (
        Decimal(4),
        "person",
        Decimal(4),
    )
    assert found.report.entries[0].verdict == "taken"


@pytest.mark.parametrize(
    ("body", "declaration", "why"),
    [
        (
            '<p><textEntryInteraction responseIdentifier="Q"/></p>',
            SINGLE.format("string"),
            "textEntryInteraction writes to 'Q': not declared.",
        ),
        (
            '<p><textEntryInteraction responseIdentifier="R"/><textEntryInteraction '
            'responseIdentifier="R"/></p>',
            SINGLE.format("string"),
            "two interactions write to 'R'.",
        ),
        (
            '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">1'
            '</simpleChoice><simpleChoice identifier="A">2</simpleChoice></choiceInteraction>',
            SINGLE.format("identifier"),
            "its options lack identifiers or share one.",
        ),
        (
            '<matchInteraction responseIdentifier="R"/>',
            SEVERAL.format("directedPair"),
            "a match interaction needs two sets.",
        ),
        ("<p>x</p>", "<responseDeclaration/>", "a response declaration lacks its identifier."),
    ],
)
def test_a_faulty_item_says_what_is_wrong(body: str, declaration: str, why: str) -> None:
    entry = _entry(qti2(body, declaration))
    assert (entry.verdict, entry.reasons) == ("refused", (why,))


def test_a_right_answer_that_is_not_offered_refuses_the_item() -> None:
    assert _entry(choice3("i", right="C")).reasons == (
        "its correct response 'C' is not among its options.",
    )
