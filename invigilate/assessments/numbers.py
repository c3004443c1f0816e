"""A number as a person types it.

Read are an optional sign (+, -, −), digits, one decimal mark, comma or point alike, and an
exponent. Groups of three may be parted by spaces, apostrophes, or by the mark that is not the
decimal mark: `1 234,5`, `1'234.5`, `1.234,5`, `1,234,567`. One lone comma or point is always the
decimal mark: `1,234` is a little more than one. Units, fractions and words are not numbers.
"""

import re
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?=[.,eE]|$)")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SPACES = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "’": "'", "−": "-"})

LONGEST = 64
"""Characters; what is longer is no number that an exam asks for."""


def read_number(text: str) -> Decimal | None:
    """The number that was typed, exactly; None where it cannot be read as one."""
    plain = text.strip().translate(_SPACES).strip()
    if not plain or len(plain) > LONGEST or not plain.isascii():
        return None
    sign, body = (plain[0], plain[1:].lstrip()) if plain[0] in "+-" else ("", plain)
    body = _GROUPED.sub(lambda group: re.sub("[ ']", "", group[0]), body, count=1)
    pointed = _with_point(body)
    if pointed is None or not _PLAIN.fullmatch(sign + pointed):
        return None
    try:
        return Decimal(sign + pointed)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


def _with_point(body: str) -> str | None:
    """The digits with a point as the decimal mark and without groups; None if that is unclear."""
    commas, points = body.count(","), body.count(".")
    if commas <= 1 and points == 0:
        return body.replace(",", ".")
    if commas == 0 and points == 1:
        return body
    mark = "." if body.rfind(".") > body.rfind(",") else ","
    group = "," if mark == "." else "."
    if commas == 0 or points == 0:
        mark, group = "", "," if commas else "."
    whole, _, rest = body.partition(mark) if mark else (body, "", "")
    if (mark and body.count(mark) > 1) or not re.fullmatch(
        rf"\d{{1,3}}(?:\{group}\d{{3}})+", whole
    ):
        return None
    return whole.replace(group, "") + (f".{rest}" if rest else "")
