"""QTI packages: order, pictures, faults one by one, and the known ones."""

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from invigilate.assessments.delivering import deliver
from invigilate.assessments.exchange.own import read_own, write_own
from invigilate.assessments.exchange.qti import read_qti
from invigilate.assessments.exchange.report import sha256
from invigilate.assessments.items import Item
from invigilate.errors import NotValid
from tests.assessments.samples import choice3, exam3, manifest3, png, without_source, zip_of


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


def test_known_packages_survive_a_journey_through_our_own_format(testdata: Path) -> None:
    files = sorted((testdata / "qti").rglob("item.xml"))
    files += sorted((testdata / "qti/packages").iterdir())
    for file in files:
        found = read_qti(file.read_bytes(), file.name)
        again = read_own(write_own(found.title, found.items, found.media), "again.json")
        assert without_source(again.items) == without_source(found.items), file
