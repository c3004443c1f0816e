"""What stands between the braces of a GIFT question: a slot, its key, and the feedback."""

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from invigilate.assessments.checking import MOST_OPTIONS
from invigilate.assessments.exchange.cleaning import clean
from invigilate.assessments.exchange.gift_text import inline_only, plain, render, split_format
from invigilate.assessments.exchange.report import faulty
from invigilate.assessments.items import Accepted, Key, Kind, Option, Slot, Tolerance
from invigilate.assessments.numbers import read_number

_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
_TRUE_FALSE = re.compile(r"(T|TRUE|F|FALSE)\s*(#.*)?", re.I | re.S)
_PIECES = re.compile(r"([~=])([^~=]*)")
_HUNDRED, _ONE, _ZERO = Decimal(100), Decimal(1), Decimal(0)


class Answer(msgspec.Struct, frozen=True):
    """Slot and key still without the slot's id; `is_inline`: it may stand inside a line."""

    slot: Slot
    key: Key
    feedback: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_inline: bool = False

    def as_inline(self, is_inline: bool) -> "Answer":
        """The same answer inside a line: a choice becomes a list that opens there."""
        kind: Kind = "inline" if is_inline and self.slot.kind == "choice" else self.slot.kind
        slot = msgspec.structs.replace(self.slot, kind=kind)
        return msgspec.structs.replace(self, slot=slot, is_inline=is_inline)


class _Piece(msgspec.Struct, frozen=True):
    sign: str
    text: str
    feedback: str
    weight: Decimal | None


def read_answer(inside: str, form: str, goes_on: bool) -> Answer:
    """The answer of a question in `form`; `goes_on`: words or a full stop follow the braces.

    Raises NotValid("faulty-item") with what is wrong in it.
    """
    inside, _, general = inside.partition("####")
    inside = inside.strip()
    answer = _of_kind(inside, form, goes_on)
    said = tuple(filter(None, (_html(general, form), *answer.feedback)))
    return msgspec.structs.replace(answer, feedback=said)


def _of_kind(inside: str, form: str, goes_on: bool) -> Answer:
    if not inside:
        return Answer(Slot("", "essay", expected_lines=10), Key("", "person"))
    if inside.startswith("#"):
        return _number(inside[1:], form)
    if "~" in inside:
        return _choice(inside, form, goes_on)
    if "->" in inside and "=" in inside:
        return _match(inside, form)
    if found := _TRUE_FALSE.fullmatch(inside):
        return _true_false(found[1].upper().startswith("T"), found[2] or "", form)
    return _text(inside, form)


def _choice(inside: str, form: str, goes_on: bool) -> Answer:
    pieces = list(_pieces(inside, form))
    kind: Kind = "choice" if any(piece.sign == "=" for piece in pieces) else "choices"
    options = tuple(Option(f"o{n}", _html(piece.text, form)) for n, piece in enumerate(pieces))
    if len(options) < 2 or any(not option.body for option in options):
        raise faulty("a choice needs two options or more, and none may be empty.")
    entries = tuple(
        Accepted(option.id, _worth(piece)) for option, piece in zip(options, pieces, strict=True)
    )
    is_inline = kind == "choice" and goes_on and all(inline_only(o.body) for o in options)
    slot = Slot("", kind, options=options, shuffle=True, maximum=1 if kind == "choice" else 0)
    key = Key("", "map", accepted=entries, upper=_ONE, lower=None if kind == "choice" else _ZERO)
    return Answer(slot, key, _feedback(pieces), _weights(entries, kind)).as_inline(is_inline)


def _weights(entries: tuple[Accepted, ...], kind: Kind) -> tuple[str, ...]:
    gains = [entry.points for entry in entries if entry.points > 0]
    best = (max(gains, default=_ZERO) if kind == "choice" else sum(gains, _ZERO)) * _HUNDRED
    if abs(best - _HUNDRED) <= 1:
        return ()
    return (f"its weights add up to {best.normalize():f} % and not to 100 %",)


def _match(inside: str, form: str) -> Answer:
    sources: list[Option] = []
    targets: dict[str, Option] = {}
    pairs: list[str] = []
    lines = inside.split("=")
    if len(lines) > MOST_OPTIONS:
        raise faulty(f"it has more than {MOST_OPTIONS} lines to match.")
    for piece in lines:
        if not piece.strip():
            continue
        left, arrow, right = piece.partition("->")
        target = _html(right, form)
        if not arrow or not target:
            raise faulty("every line of a matching question reads `= this -> that`.")
        option = targets.setdefault(target, Option(f"t{len(targets)}", target))
        if source := _html(left, form):
            sources.append(Option(f"s{len(sources)}", source))
            pairs.append(f"{sources[-1].id} {option.id}")
    if not sources or len(targets) < 2:
        raise faulty("a matching question needs at least two things to match with.")
    each = _ONE / len(pairs)
    key = Key("", "map", accepted=tuple(Accepted(p, each) for p in pairs), lower=_ZERO, upper=_ONE)
    slot = Slot(
        "", "match", options=tuple(sources), targets=tuple(targets.values()), maximum=len(sources)
    )
    return Answer(slot, key)


def _true_false(right: bool, feedback: str, form: str) -> Answer:
    options = (Option("true", "True", fixed=True), Option("false", "False", fixed=True))
    key = Key("", "exact", correct=("true" if right else "false",))
    said = tuple(filter(None, (_html(part, form) for part in feedback.split("#")[1:])))
    return Answer(Slot("", "choice", options=options, maximum=1), key, said)


def _text(inside: str, form: str) -> Answer:
    pieces = list(_pieces(inside if inside.startswith("=") else f"={inside}", form))
    entries = tuple(
        Accepted(plain(piece.text), _worth(piece), case_sensitive=False) for piece in pieces
    )
    if any(not entry.value for entry in entries):
        raise faulty("one of its right answers is empty.")
    key = Key("", "first", accepted=entries, case_sensitive=False, wildcards=True)
    return Answer(Slot("", "text"), key, _feedback(pieces)).as_inline(True)


def _number(inside: str, form: str) -> Answer:
    text = inside.strip()
    if not text:
        raise faulty("a numerical question needs a number after the #.")
    pieces = list(_pieces(text if text.startswith(("=", "~")) else f"={text}", form))
    entries = tuple(_numeric(piece) for piece in pieces if piece.sign == "=" or piece.text)
    key = Key("", "first", accepted=entries, wildcards=True)
    return Answer(Slot("", "number"), key, _feedback(pieces)).as_inline(True)


def _numeric(piece: _Piece) -> Accepted:
    text = plain(piece.text)
    if text == "*":
        return Accepted("*", _worth(piece))
    low, dots, high = text.partition("..")
    if dots:
        ends = _read(low), _read(high)
        if ends[0] > ends[1]:
            raise faulty(f"the range {text!r} ends before it begins.")
        return Accepted(text, _worth(piece), tolerance=Tolerance("range", *ends))
    value, colon, within = text.partition(":")
    size = abs(_read(within)) if colon else _ZERO
    tolerance = Tolerance("absolute", size, size) if size else None
    return Accepted(str(_read(value)), _worth(piece), tolerance=tolerance)


def _read(text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise faulty(f"{text!r} is not a number.")
    return number


def _pieces(inside: str, form: str) -> Iterator[_Piece]:
    if inside.count("~") + inside.count("=") > MOST_OPTIONS:
        raise faulty(f"it has more than {MOST_OPTIONS} answers.")
    if inside[0] not in "~=":
        raise faulty("the first answer begins with neither = nor ~.")
    for sign, text in _PIECES.findall(inside):
        words, _, feedback = text.partition("#")
        found = _WEIGHT.match(words)
        weight = Decimal(found[1]) if found else None
        if weight is not None and abs(weight) > _HUNDRED:
            raise faulty(f"a weight of {weight} % is more than 100 %.")
        words = words[found.end() :] if found else words
        yield _Piece(sign, words.strip(), _html(feedback, form), weight)


def _worth(piece: _Piece) -> Decimal:
    if piece.weight is not None:
        return piece.weight / _HUNDRED
    return _ONE if piece.sign == "=" else _ZERO


def _feedback(pieces: list[_Piece]) -> tuple[str, ...]:
    return tuple(f"{plain(one.text)}: {one.feedback}" for one in pieces if one.feedback)


def _html(text: str, form: str) -> str:
    named, rest = split_format(text.strip(), form)
    html = clean(render(rest, named)).html
    found = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.S)
    return found[1] if found else html
