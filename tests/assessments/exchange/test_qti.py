"""QTI items and packages, 2.x and 3.0."""

import zipfile
from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from invigilate.assessments.delivering import deliver
from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.exchange.report import Entry, Imported, sha256
from invigilate.assessments.items import Item, Option, Slot
from invigilate.errors import NotValid
from tests.assessments.samples import TEMPLATES, choice3, exam3, manifest3, png, qti2, qti3, zip_of

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


def _package(*, items: dict[str, str], **files: bytes | str) -> bytes:
    listed = {f"{name}.xml": text for name, text in items.items()}
    given = {name.replace("__", "."): data for name, data in files.items()}
    return zip_of({"imsmanifest.xml": manifest3(list(items)), **listed, **given})


def test_title_order_and_navigation_come_from_the_test() -> None:
    items = {name: choice3(name) for name in "abc"}
    found = read_qti(_package(items=items, test__xml=exam3(["c", "a"])), "p.zip")
    assert (found.title, found.navigation) == ("A test", "linear")
    assert [(e.item, e.verdict, e.reasons) for e in found.report.entries] == [
        ("c", "taken", ()),
        ("a", "taken", ()),
        ("b", "warned", ("the test does not use it: it stands last",)),
    ]
    free = read_qti(_package(items=items, test__xml=exam3(["c"], "nonlinear")), "p.zip")
    assert free.navigation == "free"


def test_one_faulty_item_is_refused_by_name_and_the_rest_is_taken() -> None:
    items = {"a": choice3("a"), "b": "<not><closed>", "c": choice3("c", right="Z")}
    found = read_qti(_package(items=items, test__xml=exam3(["a", "b", "c", "d"])), "p.zip")
    assert [(e.item, e.verdict, e.file) for e in found.report.entries] == [
        ("a", "taken", "a.xml"),
        ("b", "refused", "b.xml"),
        ("c", "refused", "c.xml"),
        ("d", "refused", "d.xml"),
    ]
    assert found.report.entries[3].reasons == ("the package does not hold its file.",)
    assert [item.id for item in found.items] == ["a"]


def test_pictures_are_known_by_their_bytes_and_named_by_their_hash() -> None:
    text = '<img src="../pix/one.gif" alt="one"/><img src="b.svg"/><img src="//x/y.png"/>'
    data = zip_of(
        {
            "imsmanifest.xml": manifest3(["q/a"]),
            "test.xml": exam3(["q/a"]),
            "q/a.xml": choice3("a", text=text),
            "pix/one.gif": png(),
            "q/b.svg": "<svg/>",
        }
    )
    found = read_qti(data, "p.zip")
    name = f"{sha256(png())}.png"
    assert found.items[0].body == (
        f'<p><img src="media/{name}" alt="one"></p><div data-slot="R"></div>'
    )
    assert found.items[0].media == (name,)
    assert [(key, one.data, one.type) for key, one in found.media.items()] == [
        (name, png(), "image/png")
    ]
    assert found.report.entries[0].reasons == (
        "the picture 'b.svg' was left out",
        "the picture '//x/y.png' was left out",
    )


def test_an_object_that_is_a_picture_is_a_picture_and_formulas_stay() -> None:
    math = "http://www.w3.org/1998/Math/MathML"
    text = (
        '<object data="one.png" type="image/png" width="9">A map</object>'
        f'<m:math xmlns:m="{math}"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>'
    )
    data = _package(items={"a": choice3("a", text=text)}, test__xml=exam3(["a"]), one__png=png())
    assert read_qti(data, "p.zip").items[0].body == (
        f'<p><img src="media/{sha256(png())}.png" alt="A map" width="9"><math><msup><mi>x</mi>'
        '<mn>2</mn></msup></math></p><div data-slot="R"></div>'
    )


def test_pictures_that_only_scorers_see_are_not_the_items() -> None:
    rubric = (
        '<qti-rubric-block view="scorer"><p><img src="key.png" alt="k"/></p></qti-rubric-block>'
    )
    text = choice3("a").replace("</qti-item-body>", rubric + "</qti-item-body>")
    data = _package(items={"a": text}, test__xml=exam3(["a"]), key__png=png(7))
    item = read_qti(data, "p.zip").items[0]
    assert (item.media, item.scorer.media) == ((), (f"{sha256(png(7))}.png",))


def test_two_items_of_one_name_get_numbers() -> None:
    items = {"a": choice3("same"), "b": choice3("same")}
    found = read_qti(_package(items=items, test__xml=exam3(["a", "b"])), "p.zip")
    assert [item.id for item in found.items] == ["same", "same-2"]
    assert found.report.entries[1].reasons == (
        "another item is called 'same' too: this one is 'same-2' now",
    )


def test_what_the_test_asks_beyond_an_order_is_told() -> None:
    more = "<qti-time-limits max-time='60'/><qti-branch-rule target='EXIT_TEST'/>"
    found = read_qti(_package(items={"a": choice3("a")}, test__xml=exam3(["a"], more=more)), "p")
    assert found.report.notes == (
        "the test's branch rules are not applied",
        "the test's time limits are not applied",
    )


def test_a_package_without_manifest_gives_every_item_in_it() -> None:
    data = zip_of({"x/a.xml": choice3("a"), "b.xml": choice3("b"), "other.xml": "<other/>"})
    found = read_qti(data, "loose.zip")
    assert ([item.id for item in found.items], found.title) == (["a", "b"], "loose")
    assert found.report.notes == ("it has no manifest: every item in it was read",)


def test_the_language_comes_from_the_item_or_the_metadata() -> None:
    item = choice3("a").replace('identifier="a"', 'identifier="a" xml:lang="nl"')
    assert read_qti(item.encode(), "a.xml").language == "nl"
    meta = '<resource identifier="M" type="resourcemetadata/xml" href="m.xml"/>'
    data = zip_of(
        {
            "imsmanifest.xml": manifest3(["a"], meta),
            "test.xml": exam3(["a"]),
            "a.xml": choice3("a"),
            "m.xml": "<lom><general><title><language>xx</language></title>"
            "<language>fr</language></general></lom>",
        }
    )
    assert read_qti(data, "p.zip").language == "fr"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"<html/>", "no-item"),
        (b"<a", "bad-xml"),
        (zip_of({"a.txt": "x"}), "no-item"),
        (zip_of({"imsmanifest.xml": "<manifest/>"}), "no-item"),
    ],
)
def test_what_holds_no_item_is_refused_whole(data: bytes, word: str) -> None:
    with pytest.raises(NotValid) as refused:
        read_qti(data, "p")
    assert refused.value.word == word


def _kinds(items: tuple[Item, ...]) -> Counter[str]:
    return Counter("+".join(slot.kind for slot in item.slots) or "reading" for item in items)


def test_the_known_package_is_counted_item_by_item(testdata: Path) -> None:
    data = (testdata / "qti/packages/valid-package.zip").read_bytes()
    found = read_qti(data, "valid-package.zip")
    assert _kinds(found.items) == {"choice": 30, "essay": 15, "reading": 2}
    assert found.report.sentence() == (
        "47 items: 45 taken, 2 taken with a warning, 0 refused; 0 not deliverable."
    )
    assert [entry.item for entry in found.report.warned] == ["QUE_37_1", "QUE_38_1"]
    assert (found.title, found.navigation, found.language) == (
        "Oefentoets biologie",
        "linear",
        "nl",
    )
    with zipfile.ZipFile(BytesIO(data)) as archive:
        pictures = {sha256(archive.read(n)) + ".jpg" for n in archive.namelist() if ".jpg" in n}
    assert set(found.media) == pictures
    assert {key.rule for item in found.items for key in item.keys} == {"exact", "person"}
    made = deliver(found.title, found.items, found.navigation, found.language)
    assert len(made.places) == 45


def test_the_known_faulty_items_are_refused_by_name_and_the_rest_is_taken(testdata: Path) -> None:
    data = (testdata / "qti/packages/invalid-response-processing.zip").read_bytes()
    report = read_qti(data, "faulty.zip").report
    refused = "1_1 1_2 3_1 3_2 3_3 3_4 8_4 14_1 14_2 16_1 16_2 16_3 16_4"
    assert [entry.item for entry in report.refused] == [f"QUE_{n}" for n in refused.split()]
    assert {entry.reasons for entry in report.refused} == {
        (
            "its response processing compares 'RESPONSE' with the correct response, and none is "
            "declared for 'RESPONSE'.",
        )
    }
    assert [entry.item for entry in report.taken] == [
        f"QUE_{n}" for n in ["3_5", "8_1", "8_2", "8_3", "12_1", "12_2"]
    ]
    assert [(entry.item, entry.reasons) for entry in report.warned] == [
        ("QUE_16_5", ("'RESPONSE' is single and declares 2 correct responses",))
    ]


def test_originals_are_kept_byte_for_byte() -> None:
    found = read_qti(_package(items={"a": choice3("a")}, test__xml=exam3(["a"])), "p.zip")
    source = found.items[0].source
    assert (source.file, source.media_type) == ("a.xml", "application/xml")
    assert found.originals[source.sha256].data == choice3("a").encode()
    assert msgspec.json.decode(msgspec.json.encode(found.items[0]), type=Item) == found.items[0]
