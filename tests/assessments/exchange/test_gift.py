"""GIFT, question by question."""

from decimal import Decimal
from pathlib import Path

import pytest

from invigilate.assessments.exchange.gift import read_gift
from invigilate.assessments.exchange.report import Entry
from invigilate.assessments.items import Item, Tolerance, Value
from invigilate.errors import NotValid
from invigilate.grading.marking import mark_item


def _one(text: str) -> Item:
    found = read_gift(text.encode(), "f.txt")
    assert [entry.verdict for entry in found.report.entries] == ["taken"], found.report.entries
    return found.items[0]


def _why(text: str) -> str:
    found = read_gift(text.encode(), "f.txt")
    assert (len(found.items), len(found.report.refused)) == (0, 1)
    return found.report.refused[0].reasons[0]


def _points(item: Item, *values: Value) -> list[str]:
    return [str(mark_item(item, {"answer": value}).points) for value in values]


def test_a_choice_has_its_options_in_order_and_its_right_one() -> None:
    item = _one("::Tomb::Who is buried there? {~Jones ~Smith =no one}")
    assert (item.id, item.title) == ("Tomb", "Tomb")
    assert item.body == '<p>Who is buried there?</p><div data-slot="answer"></div>'
    assert (item.slots[0].kind, item.slots[0].maximum, item.slots[0].shuffle) == ("choice", 1, True)
    assert [(o.id, o.body) for o in item.slots[0].options] == [
        ("a", "Jones"),
        ("b", "Smith"),
        ("c", "no one"),
    ]
    assert _points(item, "a", "b", "c", "") == ["0", "0", "1", "0"]


def test_a_missing_word_becomes_a_list_in_its_line() -> None:
    item = _one("The {~red =blue} sky.")
    assert (item.body, item.slots[0].kind) == (
        '<p>The <span data-slot="answer"></span> sky.</p>',
        "inline",
    )


def test_a_choice_with_a_picture_or_emphasis_stands_below_a_marked_gap() -> None:
    item = _one("[html]The {~<b>red</b> =<i>blue</i>} sky.")
    assert (item.body, item.slots[0].kind) == (
        '<p>The _____ sky.</p><div data-slot="answer"></div>',
        "choice",
    )


def test_weights_of_a_single_choice_are_points_and_may_be_negative() -> None:
    item = _one("Where? {~A ~%25%B ~%-50%C =D}")
    assert _points(item, "a", "b", "c", "d") == ["0", "0.25", "-0.5", "1"]


def test_several_answers_add_up_and_bring_no_less_than_nothing() -> None:
    item = _one("Which two? {~%-50%A ~%50%B ~%50%C ~%-50%D}")
    assert (item.slots[0].kind, item.slots[0].maximum) == ("choices", 0)
    assert _points(item, ("b", "c"), ("b",), ("a", "b", "c"), ("a", "d"), ()) == [
        "1", "0.5", "0.5", "0", "0"]  # fmt: skip


def test_three_thirds_are_one() -> None:
    item = _one("All? {~%33.33333%A ~%33.33333%B ~%33.33333%C ~D}")
    assert _points(item, ("a", "b", "c")) == ["1"]


def test_weights_that_do_not_reach_100_are_warned_about() -> None:
    found = read_gift(b"Which? {~%50%A ~B}", "f.txt")
    assert found.report.entries == (
        Entry(
            "q1", "warned", ("its weights add up to 50 % and not to 100 %",), "f.txt", 1, "Which?"
        ),
    )


def test_short_answers_know_case_not_and_asterisks_well() -> None:
    item = _one(r"Born in {=Nazareth =%75%Nazereth =%50%Beth* =%25%a\*b}.")
    assert item.body == '<p>Born in <span data-slot="answer"></span>.</p>'
    assert _points(item, "Nazareth", " NAZARETH ", "nazereth", "Bethlehem", "a*b", "axb") == [
        "1", "1", "0.75", "0.5", "0.25", "0"]  # fmt: skip


def test_true_and_false_are_a_choice_of_two() -> None:
    item = _one("The sun rises in the east. {T#no#yes}")
    assert [option.body for option in item.slots[0].options] == ["True", "False"]
    assert _points(item, "a", "b") == ["1", "0"]
    assert _points(_one("It does not. {FALSE}"), "a", "b") == ["0", "1"]
    assert item.scorer.feedback == ("no", "yes")


def test_matching_sorts_its_targets_and_keeps_lures() -> None:
    item = _one("Match. {=Italy -> Rome =Canada -> Ottawa = -> Bern =Rome's country -> Rome}")
    slot = item.slots[0]
    assert [o.body for o in slot.options] == ["Italy", "Canada", "Rome's country"]
    assert [o.body for o in slot.targets] == ["Bern", "Ottawa", "Rome"]
    assert _points(item, ("a 3", "b 2", "c 3"), ("a 3",), ("a 1", "b 1", "c 1")) == [
        "1", "0.33333", "0"]  # fmt: skip


def test_naming_every_pair_of_a_matching_brings_nothing() -> None:
    item = _one("Match. {=Italy -> Rome =Canada -> Ottawa}")
    assert _points(item, ("a 1", "a 2", "b 1", "b 2"), ("a 1", "a 2")) == ["0", "0"]


@pytest.mark.parametrize(
    ("answer", "right", "wrong"),
    [
        ("{#1822}", ["1822", "1822,0", " 1822 "], ["1821", "1822.1"]),
        ("{#1822:5}", ["1817", "1827", "1820,5"], ["1816.9", "1827.1"]),
        ("{#3.141..3.142}", ["3.141", "3,1415", "3.142"], ["3.1409", "3.1421"]),
        ("{#-5..-1}", ["-5", "-3", "−1"], ["-0.9", "5"]),
        ("{#1e3}", ["1000"], ["100"]),
    ],
)
def test_numbers_with_tolerances_and_ranges(
    answer: str, right: list[str], wrong: list[str]
) -> None:
    item = _one(f"How much? {answer}")
    assert item.slots[0].kind == "number"
    assert _points(item, *right) == ["1"] * len(right)
    assert _points(item, *wrong) == ["0"] * len(wrong)


def test_the_first_number_that_fits_counts() -> None:
    item = _one("When? {#=1822:0 =%50%1822:2 =%10%*}")
    assert _points(item, "1822", "1823", "1825") == ["1", "0.5", "0.1"]
    assert item.keys[0].accepted[1].tolerance == Tolerance("absolute", Decimal(2), Decimal(2))


def test_nothing_in_the_braces_is_an_essay_and_no_braces_are_a_text_to_read() -> None:
    essay, reading = _one("Tell. {}"), _one("Only read this.")
    assert (essay.slots[0].kind, essay.keys[0].rule) == ("essay", "person")
    assert (reading.is_reading, reading.body) == (True, "<p>Only read this.</p>")
    assert mark_item(reading, {}).out_of == 0


def test_feedback_goes_to_the_scorers() -> None:
    item = _one("Who? {=Ann#well done ~Bob#no, not Bob ####As the text says.}")
    assert item.scorer.feedback == ("As the text says.", "Ann: well done", "Bob: no, not Bob")


def test_escapes_are_characters() -> None:
    item = _one(r"::A\:B::Is \{1\} \= \#1 \~ \\ ok\:\nyes? {=\= 2 ~\}}")
    assert (item.title, item.body) == (
        "A:B",
        '<p>Is {1} = #1 ~ \\ ok:<br>yes?</p><div data-slot="answer"></div>',
    )
    assert [o.body for o in item.slots[0].options] == ["= 2", "}"]


def test_each_format_is_read_in_its_own_way() -> None:
    texts = {
        "": "a < b\nand **c** <em>",
        "[plain]": "a < b and <em>x</em>",
        "[moodle]": r"a\nb",
        "[html]": "<p>a <em>b</em></p>",
        "[markdown]": "a **b**\n\nc <script>",
    }
    bodies = {form: _one(form + text.replace("\n\n", "\n")).body for form, text in texts.items()}
    assert bodies == {
        "": "<p>a &lt; b and **c** <em></em></p>",
        "[plain]": "<p>a &lt; b and &lt;em&gt;x&lt;/em&gt;</p>",
        "[moodle]": "<p>a<br>b</p>",
        "[html]": "<p>a <em>b</em></p>",
        "[markdown]": "<p>a <strong>b</strong>\nc &lt;script&gt;</p>",
    }


def test_comments_and_categories_are_no_questions_and_lines_are_counted() -> None:
    text = "// first\n\n$CATEGORY: a/b\n\n$CATEGORY: c\n// note\nOne? {=1}\n\n\nTwo? {=2}\n"
    found = read_gift(text.encode("utf-8-sig"), "dir/bank.gift.txt")
    assert (found.title, [(i.id, i.source.line) for i in found.items]) == (
        "bank",
        [("q1", 7), ("q2", 10)],
    )


def test_the_original_of_every_question_is_kept() -> None:
    text = "// said before\nOne? {=1}"
    found = read_gift(text.encode(), "f.txt")
    assert found.originals[found.items[0].source.sha256].data == text.encode()


def test_equal_names_get_numbers() -> None:
    found = read_gift(b"::A::One? {=1}\n\n::A::Two? {=2}", "f.txt")
    assert [item.id for item in found.items] == ["A", "A-2"]


def test_a_faulty_question_is_refused_by_name_and_the_others_are_taken() -> None:
    found = read_gift(b"One? {=1}\n\n::Broken::Two? {=2\n\nThree? {=3}", "f.txt")
    assert [(e.item, e.verdict, e.line) for e in found.report.entries] == [
        ("q1", "taken", 1),
        ("Broken", "refused", 3),
        ("q3", "taken", 5),
    ]
    assert found.report.sentence() == (
        "3 items: 2 taken, 0 taken with a warning, 1 refused; 0 not deliverable."
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A? {~one}", "a choice needs two options or more, and none may be empty."),
        ("A? {=a ~}", "a choice needs two options or more, and none may be empty."),
        ("A? {#}", "a numerical question needs a number after the #."),
        ("A? {#abc}", "'abc' is not a number."),
        ("A? {#5..1}", "the range '5..1' ends before it begins."),
        ("A? {=a -> b =c}", "every line of a matching question reads `= this -> that`."),
        ("A? {=a -> b}", "a matching question needs at least two things to match with."),
        ("A? {=%300%a}", "a weight of 300 % is more than 100 %."),
        ("A? {word ~other}", "the first answer begins with neither = nor ~."),
        ("{=a}", "the question has no text."),
    ],
)
def test_each_fault_says_what_is_wrong(text: str, why: str) -> None:
    assert _why(text) == why


def test_pictures_that_are_not_there_and_scripts_are_told() -> None:
    text = r'[html]<img src\="@@PLUGINFILE@@/a.png"><script>alert(1)</script>What? {=a}'
    found = read_gift(text.encode(), "f.txt")
    assert found.items[0].body == '<p>What?</p><p><span data-slot="answer"></span></p>'
    assert found.report.entries[0].reasons == (
        "left out: <script>",
        "the picture '@@PLUGINFILE@@/a.png' was left out",
    )


def test_a_forged_place_or_gap_is_no_place() -> None:
    item = _one('[html]<span data-slot\\="answer">x</span> \ue000 Really {=a} so.')
    assert item.body == '<p><span>x</span>  Really <span data-slot="answer"></span> so.</p>'


def test_bytes_that_are_no_text_are_refused_whole() -> None:
    with pytest.raises(NotValid) as refused:
        read_gift(b"\xff\xfe\x00A", "f.txt")
    assert refused.value.sentence == "f.txt was not read: it is not UTF-8. Save it as UTF-8."


def test_every_question_of_the_known_banks_is_taken(testdata: Path) -> None:
    counts = {}
    for file in sorted((testdata / "moodle/gift").iterdir()):
        report = read_gift(file.read_bytes(), file.name).report
        counts[file.name] = (len(report.taken), len(report.warned), len(report.refused))
    assert counts == {"examples.txt": (43, 0, 0), "questions_in_category.gift.txt": (3, 1, 0)}
