"""Items, QTI texts and packages, small and made here."""

import struct
import zipfile
import zlib
from decimal import Decimal
from io import BytesIO

import msgspec

from invigilate.assessments.items import (
    INLINE,
    Accepted,
    Item,
    Key,
    Kind,
    Option,
    Scorer,
    Slot,
    placeholder,
)

QTI3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
QTI2 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p2/rptemplates"


def png(shade: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, shade]))
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def zip_of(files: dict[str, bytes | str]) -> bytes:
    """A ZIP with these files."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def qti2(body: str, declarations: str = "", processing: str = "", attributes: str = "") -> str:
    """An item in QTI 2.2."""
    return (
        f'<assessmentItem xmlns="{QTI2}" identifier="i" title="An item" {attributes}>'
        f"{declarations}<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )


def qti3(identifier: str, body: str, declarations: str = "", processing: str = "") -> str:
    """An item in QTI 3.0."""
    return (
        f'<qti-assessment-item xmlns="{QTI3}" identifier="{identifier}" title="{identifier}">'
        f"{declarations}<qti-item-body>{body}</qti-item-body>{processing}</qti-assessment-item>"
    )


def choice3(identifier: str, right: str = "A", text: str = "Pick one.") -> str:
    """A whole choice in QTI 3.0, scored by the match_correct template."""
    return qti3(
        identifier,
        f'<p>{text}</p><qti-choice-interaction response-identifier="R" max-choices="1">'
        '<qti-simple-choice identifier="A">one</qti-simple-choice>'
        '<qti-simple-choice identifier="B">two</qti-simple-choice></qti-choice-interaction>',
        '<qti-response-declaration identifier="R" cardinality="single" base-type="identifier">'
        f"<qti-correct-response><qti-value>{right}</qti-value></qti-correct-response>"
        "</qti-response-declaration>",
        "<qti-response-processing><qti-response-condition><qti-response-if><qti-match>"
        '<qti-variable identifier="R"/><qti-correct identifier="R"/></qti-match>'
        '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1'
        "</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>"
        "</qti-response-processing>",
    )


def manifest3(items: list[str], files: str = "") -> str:
    """A manifest of a test `test.xml` and of items `<id>.xml`."""
    listed = "".join(
        f'<resource identifier="{one}" type="imsqti_item_xmlv3p0" href="{one}.xml"/>'
        for one in items
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"><resources>'
        '<resource identifier="T" type="imsqti_test_xmlv3p0" href="test.xml"/>'
        f"{listed}{files}</resources></manifest>"
    )


def exam3(items: list[str], navigation: str = "linear", more: str = "") -> str:
    """A test with items `<id>.xml` in order."""
    listed = "".join(
        f'<qti-assessment-item-ref identifier="{one}" href="{one}.xml"/>' for one in items
    )
    return (
        f'<qti-assessment-test xmlns="{QTI3}" identifier="T" title="A test"><qti-test-part '
        f'identifier="P" navigation-mode="{navigation}" submission-mode="individual">{more}'
        f'<qti-assessment-section identifier="S" title="S" visible="true">{listed}'
        "</qti-assessment-section></qti-test-part></qti-assessment-test>"
    )


def item_of(slot: Slot, key: Key, scorer: Scorer = Scorer()) -> Item:  # noqa: B008 - frozen
    """An item with one slot."""
    place = placeholder(slot.id, slot.kind)
    body = f"<p>Question. {place}</p>" if slot.kind in INLINE else f"<p>Question.</p>{place}"
    return Item(f"item-{slot.id}", "A question", body, (slot,), (key,), scorer)


def options(*bodies: str) -> tuple[Option, ...]:
    """Options a, b, c … with these bodies."""
    return tuple(Option(chr(97 + n), body) for n, body in enumerate(bodies))


def targets(*bodies: str) -> tuple[Option, ...]:
    """Targets 1, 2, 3 … with these bodies."""
    return tuple(Option(str(n + 1), body) for n, body in enumerate(bodies))


def worth(**values: str) -> tuple[Accepted, ...]:
    """Accepted values and their points."""
    return tuple(Accepted(value, Decimal(points)) for value, points in values.items())


def slot_of(kind: Kind, **more: object) -> Slot:
    """A slot `s` of a kind."""
    return msgspec.convert({"id": "s", "kind": kind, **more}, Slot, from_attributes=True)


def without_source(items: tuple[Item, ...]) -> list[Item]:
    """The items as if they came from nowhere."""
    blank = Item("", "", "").source
    return [msgspec.structs.replace(item, source=blank) for item in items]


def package() -> bytes:
    """A test of two items in its own order, a third beside it, one broken, and a picture."""
    shown = choice3("q2", text='Look: <img src="p.png" alt="a point"/> CANARY-TEXT')
    return zip_of(
        {
            "imsmanifest.xml": manifest3(["q1", "q2", "beside", "broken"]),
            "test.xml": exam3(["q2", "q1", "broken"]),
            "q1.xml": choice3("q1"),
            "q2.xml": shown,
            "beside.xml": choice3("beside"),
            "broken.xml": "<p>no item</p>",
            "p.png": png(),
        }
    )


def picture_names(delivered: bytes) -> list[str]:
    """The names that a paper's texts use, as a student's page finds them."""
    items = msgspec.json.decode(delivered)["items"]
    parts = [part for item in items for part in str(item).split('src="media/')[1:]]
    return sorted({part.split('"')[0] for part in parts})
