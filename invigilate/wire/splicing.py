"""From two texts to the splices between them, as the browser's twin computes them.

Offsets count Unicode code points. A long paste is several splices; a whole text that was lost on
the way is an Answer with its beginning and splices for the rest.
"""

from collections.abc import Iterator

from invigilate.rooms.commands import Answer, Splice, What
from invigilate.rooms.texts import crc32

PUT_BYTES = 16 * 1024
"""UTF-8 bytes that one change puts in."""


def difference(before: str, after: str) -> tuple[int, int, str]:
    """(at, cut, put): the shortest single change, the common beginning taken first."""
    most = min(len(before), len(after))
    at = 0
    while at < most and before[at] == after[at]:
        at += 1
    tail = 0
    while tail < most - at and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return at, len(before) - at - tail, after[at : len(after) - tail]


def splices(slot: int, base: int, before: str, after: str) -> list[Splice]:
    """The splices that turn one text into the other, none where they are equal.

    `base` is the room version of the loaded text; only the first splice of a slot names it.
    """
    if before == after:
        return []
    at, cut, put = difference(before, after)
    made: list[Splice] = []
    text = before
    for piece in _pieces(put):
        text = text[:at] + piece + text[at + cut :]
        made.append(Splice(slot, base, at, cut, piece, len(text), crc32(text)))
        at, cut, base = at + len(piece), 0, 0
    return made


def whole(slot: int, text: str) -> list[What]:
    """The whole text: an Answer, and splices where it is too long for one."""
    pieces = list(_pieces(text))
    answer = Answer(slot, pieces[0])
    return [answer, *splices(slot, 0, pieces[0], text)]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most PUT_BYTES; one empty piece where there is none."""
    start, size = 0, 0
    for place, letter in enumerate(text):
        width = len(letter.encode())
        if size + width > PUT_BYTES:
            yield text[start:place]
            start, size = place, 0
        size += width
    yield text[start:]
