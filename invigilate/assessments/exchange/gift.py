"""GIFT, Moodle's text format for questions: every kind that Moodle 4.5 reads.

A text answer or a number with words behind its braces is written into the gap, as is a choice of
plain words (missing word format); everything else stands below its question. As in Moodle a
short answer does not mind case and knows `*`, the first answer that fits counts, a choice without
any `=` allows several, and no weights bring less than 0 where several may be chosen.
"""

import re
from decimal import Decimal
from itertools import islice

import msgspec

from invigilate.assessments.checking import check_item
from invigilate.assessments.exchange.cleaning import Cleaned, clean, text_only
from invigilate.assessments.exchange.gift_answers import Answer, read_answer
from invigilate.assessments.exchange.gift_text import (
    Block,
    blocks,
    paragraphs,
    plain,
    quoted,
    render,
    shown,
    split_format,
)
from invigilate.assessments.exchange.report import (
    MOST_ITEMS,
    Entry,
    Imported,
    ImportReport,
    Media,
    faulty,
    line_of,
    refused,
    sha256,
    taken,
    too_many,
)
from invigilate.assessments.items import (
    Item,
    Scorer,
    Slot,
    Source,
    clean_id,
    placeholder,
    unique_id,
)
from invigilate.assessments.lettering import lettered
from invigilate.errors import NotValid

MOST_BYTES = 5_000_000
MOST_CHARACTERS = 100_000
"""In one question."""
MEDIA_TYPE = "text/x-gift"
SLOT = "answer"

_NAME = re.compile(r"^::(.*?)::", re.S)
_CLOSING = re.compile(r"[\s.!?,;:)\]»”’\"'…。？！]*")
_ENDS = (".", "?", "!", ":")
_GAP = "\ue000"


def read_gift(data: bytes, name: str) -> Imported:
    """All questions of a file. Raises NotValid only if it is no text; a faulty question is
    refused by its name and the others are taken."""
    items: list[Item] = []
    entries: list[Entry] = []
    originals: dict[str, Media] = {}
    ids: set[str] = set()
    found = list(islice(blocks(_decoded(data, name)), MOST_ITEMS + 1))
    if len(found) > MOST_ITEMS:
        raise too_many(name)
    for number, block in enumerate(found, 1):
        original = Media(block.source.encode(), MEDIA_TYPE)
        source = Source(name, MEDIA_TYPE, block.line, sha256(original.data))
        title, text = _named(block)
        wanted = clean_id(title, f"q{number}")
        try:
            item, notes = _question(text, unique_id(wanted, ids), title, source)
        except NotValid as fault:
            label = title or quoted(text)
            entries.append(refused(label, fault.sentence, name, line_of(fault, block.line), title))
            continue
        items.append(item)
        entries.append(taken(item, notes))
        originals[source.sha256] = original
    report = ImportReport(name, "GIFT", tuple(entries))
    return Imported(_title(name), tuple(items), report, originals=originals)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise NotValid("too-large", f"{name} was not read: it is larger than 5 MB.", file=name)
    try:
        return data.decode("utf-8-sig").replace(_GAP, "")
    except UnicodeDecodeError as fault:
        sentence = f"{name} was not read: it is not UTF-8. Save it as UTF-8."
        raise NotValid("bad-text", sentence, file=name) from fault


def _title(name: str) -> str:
    return re.sub(r"(?:\.gift)?\.(?:txt|gift)$", "", name.rsplit("/", 1)[-1], flags=re.I)


def _named(block: Block) -> tuple[str, str]:
    found = _NAME.match(block.text)
    if found is None:
        return "", block.text
    return plain(found[1]), block.text[found.end() :].lstrip()


def _question(text: str, item_id: str, title: str, source: Source) -> tuple[Item, list[str]]:
    if len(text) > MOST_CHARACTERS:
        raise faulty("it is longer than 100,000 characters.")
    form, text = split_format(text, "moodle")
    before, inside, after = _parts(text)
    answer = None if inside is None else read_answer(inside, form, bool(after.strip()))
    body = _body(before, answer, after, form)
    notes = [*body.notes, *([] if answer is None else answer.notes)]
    if not body.html:
        raise faulty("the question has no text.")
    item = Item(
        item_id,
        title or text_only(_cleaned(_joined(before, "…", after), form).html)[:80],
        body.html,
        () if answer is None else (msgspec.structs.replace(answer.slot, id=SLOT),),
        () if answer is None else (msgspec.structs.replace(answer.key, slot=SLOT),),
        Scorer() if answer is None else Scorer(feedback=answer.feedback),
        points=None if answer is None else Decimal(1),
        source=source,
    )
    check_item(item)
    return lettered(item), notes


def _parts(text: str) -> tuple[str, str | None, str]:
    opened, closed = text.count("{"), text.count("}")
    if opened == closed == 0:
        return text, None, ""
    if opened != 1 or closed != 1 or text.index("{") > text.index("}"):
        raise faulty(
            "the braces do not match: a question has one { and one }, without a blank line "
            r"between them; write \{ and \} for the characters themselves."
        )
    before, _, rest = text.partition("{")
    inside, _, after = rest.partition("}")
    return before, inside.strip(), after


def _body(before: str, answer: Answer | None, after: str, form: str) -> Cleaned:
    if answer is None:
        cleaned = _cleaned(before, form)
        return msgspec.structs.replace(cleaned, html=cleaned.html and paragraphs(cleaned.html))
    place = placeholder(SLOT, answer.slot.kind)
    if answer.is_inline and after.strip():
        cleaned = _cleaned(f"{before}{_GAP}{after}", form)
        return msgspec.structs.replace(cleaned, html=paragraphs(cleaned.html).replace(_GAP, place))
    cleaned = _cleaned(_around(before, answer.slot, after), form)
    html = paragraphs(cleaned.html) if cleaned.html else ""
    end = f"<p>{place}</p>" if answer.is_inline else place
    return msgspec.structs.replace(cleaned, html=html and html + end)


def _around(before: str, slot: Slot, after: str) -> str:
    """The question where the answer stands below it: a gap is marked for words that go on."""
    if not after.strip():
        return before
    if slot.kind in ("choice", "choices") and not shown(before).rstrip().endswith(_ENDS):
        return _joined(before, "_____", after)
    return before if _CLOSING.fullmatch(after) else f"{before.rstrip()} {after.lstrip()}"


def _joined(before: str, gap: str, after: str) -> str:
    return f"{before}{gap}{after}" if after.strip() else before


def _cleaned(text: str, form: str) -> Cleaned:
    return clean(render(text, form))
