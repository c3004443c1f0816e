"""Results and answers as CSV that a spreadsheet program opens as it is meant. Pure.

UTF-8 with a byte order mark, for Excel reads a file without one as Windows-1252. Commas between
cells and CR LF behind lines (RFC 4180); every cell stands in quotes, so that a program that
expects semicolons does not break a cell that holds one. A cell of text that begins like a formula
gets an apostrophe in front: a student may be called `=cmd|…`, and the office opens the file.
Numbers that were computed here are written as they are, with a decimal point.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from invigilate.assessments.delivering import DeliveredSlot
from invigilate.grading.model import Booklet, Part, Result
from invigilate.grading.wording import CHOSEN, worded

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet program may take for the start of a formula, full-width forms too."""
PARTING = "; "
"""Between the parts of an answer that has several."""

WHO = ("number", "name", "hall", "desk", "status")


def results_csv(
    results: Iterable[tuple[Result, Mapping[str, Part]]], items: Sequence[str]
) -> bytes:
    """One line a student: who, the result, the points of each item, and what markers wrote.

    A part that waits for a person says so; an item without marks is an empty cell.
    """
    head = (*WHO, "result", "detail", "points", "out_of", "percent", "band")
    return _file(
        [*head, *items, "comments"],
        (
            [
                *_who(result),
                result.result.value,
                result.detail,
                result.points,
                result.out_of,
                result.percent,
                result.band.value if result.band else "",
                *(_points(parts.get(item)) for item in items),
                PARTING.join(_comments(parts[item] for item in items if item in parts)),
            ]
            for result, parts in results
        ),
    )


def answers_csv(
    booklets: Iterable[Booklet], labels: Sequence[str], slots: Mapping[str, DeliveredSlot]
) -> bytes:
    """One line a student: who, the latest seal, how many changes are held, each slot's answer.

    Options stand under the ids that students get, and beside them, in a column "label (text)",
    what they say; the parts of an answer are parted by "; ". `slots` by label.
    """
    asked = [(label, slots.get(label)) for label in labels]
    return _file(
        [*WHO, "seal", "held", *(head for label, slot in asked for head in _heads(label, slot))],
        (
            [
                *_who(booklet),
                max((seal.number for seal in booklet.seals), default=0),
                len(booklet.held),
                *_answers(booklet, asked),
            ]
            for booklet in booklets
        ),
    )


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where it would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _file(head: list[str], lines: Iterable[list[str | int | Decimal | None]]) -> bytes:
    written = io.StringIO()
    written.write(MARK)
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in head])
    for line in lines:
        writer.writerow([_cell(cell) for cell in line])
    return written.getvalue().encode()


def _cell(value: str | int | Decimal | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _who(one: Result | Booklet) -> tuple[str, str, str, str, str]:
    return one.number, one.name, one.hall, one.desk, one.status


def _points(part: Part | None) -> Decimal | str | None:
    if part is None:
        return None
    return "waits for a person" if part.waits else part.counted


def _comments(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if part.by_hand and part.by_hand[-1].comment:
            yield f"{part.item}: {part.by_hand[-1].comment}"


def _heads(label: str, slot: DeliveredSlot | None) -> Iterator[str]:
    yield label
    if slot is not None and slot.kind in CHOSEN:
        yield f"{label} (text)"


def _answers(booklet: Booklet, asked: Iterable[tuple[str, DeliveredSlot | None]]) -> Iterator[str]:
    given = {label: value for label, _, value in booklet.answers}
    for label, slot in asked:
        value = given.get(label, "")
        yield value if isinstance(value, str) else PARTING.join(value)
        if slot is not None and slot.kind in CHOSEN:
            yield PARTING.join(worded(slot, value))
