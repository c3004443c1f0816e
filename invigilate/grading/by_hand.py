"""What waits for a person, and what a person's mark must be. Pure.

A mark is never overwritten: each stands behind the one before it, and the latest counts. Who marks
sees the candidate's number and what was written, no name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from invigilate.assessments.delivering import DeliveredItem, DeliveredPaper, DeliveredSlot
from invigilate.assessments.items import Item, Scorer, Value
from invigilate.errors import NotValid, Refused
from invigilate.grading.model import Booklet, Grading, HandMark, Marks, Part, result_of
from invigilate.grading.wording import labelled_in, worded

MOST_COMMENT = 2_000
"""Characters of a comment."""
_FINEST = Decimal("0.01")
_PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_ALT = re.compile(r'\balt="([^"]*)"')


class NewMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person gives for one response; `after`: how many marks it had when they looked."""

    seat: str
    seal: int
    item: str
    points: Decimal
    comment: str = ""
    after: int = 0


class Answered(msgspec.Struct, frozen=True):
    """One slot of a response: its prompt (HTML), its kind, and what was given, as written."""

    prompt: str
    kind: str
    lines: list[str]


class Response(msgspec.Struct, frozen=True):
    """What one student gave for an item; `by_key` are the points that follow from the key."""

    seat: str
    number: str
    seal: int
    given: list[Answered]
    by_key: Decimal
    marks: tuple[HandMark, ...]


class ItemToMark(msgspec.Struct, frozen=True):
    """An item with the responses that a person marks, by candidate number; texts are HTML, model
    answers plain."""

    item: str
    title: str
    body: str
    rubric: str
    model_answers: tuple[str, ...]
    out_of: Decimal
    responses: list[Response]


def to_mark(
    paper: DeliveredPaper,
    items: Iterable[Item],
    booklets: Sequence[Booklet],
    marks: Mapping[tuple[str, int], Marks],
) -> list[ItemToMark]:
    """Every item that has something for a person, in paper order, marked by hand already or not.

    Nothing is asked of whoever wrote nothing, nor of a booklet that is not handed in.
    """
    scorers = {item.id: item.scorer for item in items}
    found = [(one, _counting(one, marks)) for one in booklets]
    made = (_item(item, scorers.get(item.id, Scorer()), found) for item in paper.items)
    return [item for item in made if item.responses]


def with_mark(part: Part, new: NewMark, by: str, name: str, now: int) -> Part:
    """The part with a person's mark behind those it has; as it is where it says so already.

    Raises Refused (`not-for-a-person`, `marked-meanwhile`), NotValid (`points`, `comment`).
    """
    if not part.needs_person:
        raise Refused("not-for-a-person", "This is marked by its key; there is nothing to give.")
    given = HandMark(
        _good_points(new.points, part.out_of), _good_comment(new.comment), by, name, now
    )
    if part.by_hand and _same(part.by_hand[-1], given):
        return part
    if new.after != len(part.by_hand):
        sentence = "Someone else has marked this meanwhile; look at their mark, then give yours."
        raise Refused("marked-meanwhile", sentence)
    return msgspec.structs.replace(part, by_hand=(*part.by_hand, given))


def _counting(booklet: Booklet, marks: Mapping[tuple[str, int], Marks]) -> Marks | None:
    result = result_of(booklet, marks)
    if result.points is None or result.result is Grading.UNATTEMPTED:
        return None
    return marks[(result.seat, result.seal)]


def _item(
    item: DeliveredItem, scorer: Scorer, found: Iterable[tuple[Booklet, Marks | None]]
) -> ItemToMark:
    responses = list(_responses(item, found))
    out_of = max((part.out_of for part, _ in responses), default=Decimal(0))
    return ItemToMark(
        item.id,
        item.title,
        item.body,
        _described(scorer.rubric),
        scorer.model_answers,
        out_of,
        [response for _, response in responses],
    )


def _responses(
    item: DeliveredItem, found: Iterable[tuple[Booklet, Marks | None]]
) -> Iterator[tuple[Part, Response]]:
    for booklet, marks in found:
        parts = () if marks is None else marks.parts
        for part in parts:
            if marks is not None and part.item == item.id and part.needs_person:
                answers = {label: value for label, _, value in booklet.answers}
                given = [_answered(slot, answers.get(at)) for at, slot in labelled_in(item)]
                yield (
                    part,
                    Response(
                        booklet.seat, booklet.number, marks.seal, given, part.points, part.by_hand
                    ),
                )


def _answered(slot: DeliveredSlot, value: Value | None) -> Answered:
    return Answered(slot.prompt, slot.kind, worded(slot, value))


def _described(html: str) -> str:
    """The rubric with each picture as its description: no paper shows the markers' pictures."""

    def words(picture: re.Match[str]) -> str:
        alt = _ALT.search(picture[0])
        return f"[{alt[1]}]" if alt and alt[1] else ""

    return _PICTURE.sub(words, html)


def _same(one: HandMark, other: HandMark) -> bool:
    return (one.points, one.comment, one.by) == (other.points, other.comment, other.by)


def _good_points(points: Decimal, out_of: Decimal) -> Decimal:
    if not points.is_finite() or not 0 <= points <= out_of:
        raise NotValid("points", f"Give points from 0 to {out_of:f}.", at="points")
    if points != out_of and points != points.quantize(_FINEST):
        raise NotValid("points", "Give points with at most two decimals.", at="points")
    return points.normalize() + Decimal(0)


def _good_comment(text: str) -> str:
    comment = text.strip()
    if len(comment) > MOST_COMMENT:
        raise NotValid("comment", f"A comment has at most {MOST_COMMENT} characters.", at="comment")
    return comment
