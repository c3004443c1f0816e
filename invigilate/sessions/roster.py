"""The roster as a file: read line by line, held against the one that is there. Pure.

A file has a header line that names its columns, in any order and case: `number` and `name`, and
`hall`, `desk`, `extra_percent`, `key` where wanted. It is UTF-8 with commas or semicolons. What is
wrong with a line is said of that line alone and the others are taken.
"""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from invigilate.codes import PersonalKey, parse_key
from invigilate.errors import NotValid, Refused
from invigilate.sessions.names import is_printable, number_key

MOST_LINES = 10_000
COLUMNS = ("number", "name", "hall", "desk", "extra_percent", "key")
LONGEST = {"number": 64, "name": 200, "hall": 64, "desk": 64}
MOST_EXTRA_PERCENT = 400
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

Verdict = Literal["new", "amended", "same", "refused"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One student as a file has them; None where the file has no such column."""

    line: int
    """Counted from 1, the header included."""
    number: str
    name: str
    hall: str | None = None
    desk: str | None = None
    extra_percent: float | None = None
    key: PersonalKey | None = None
    why: str = ""
    """Not empty: the line is refused."""


class Sheet(msgspec.Struct, frozen=True):
    """A file as it was read: its columns in their order, and its lines, refused ones too."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]


class Judged(msgspec.Struct, frozen=True):
    """What would become of a line, and why."""

    line: int
    number: str
    name: str
    verdict: Verdict
    why: str = ""


def read(content: bytes) -> Sheet:
    """A roster file as lines.

    Raises NotValid where the file as a whole cannot be read: `encoding`, `csv`, `header`,
    `too-many-lines`.
    """
    text = _decoded(content)
    rows = list(_rows(text))
    if not rows:
        raise NotValid("header", "The file is empty. Its first line names the columns: number,name")
    header = _header(rows[0][1])
    filled = [(number, row) for number, row in rows[1:] if any(field.strip() for field in row)]
    if len(filled) > MOST_LINES:
        raise NotValid(
            "too-many-lines", f"A roster holds at most {MOST_LINES} lines; this one {len(filled)}."
        )
    lines = [_line(number, header, row) for number, row in filled]
    shown = tuple(column for column in header if column in COLUMNS)
    return Sheet(shown, tuple(_without_repeats(lines)))


def one(
    *, number: str, name: str, hall: str = "", desk: str = "", extra_percent: float = 0
) -> Line:
    """A student who was typed in by hand. Raises NotValid (`student`) saying what is wrong."""
    fields = {"number": number, "name": name, "hall": hall, "desk": desk}
    line = _line(1, [*fields, "extra_percent"], [*fields.values(), f"{extra_percent!r}"])
    if line.why:
        raise NotValid("student", f"{line.why}.")
    return line


def written(rows: Iterable[tuple[str, ...]]) -> str:
    """The roster as a file, with `COLUMNS` as its header; formulas are made harmless.

    Begins with a byte-order mark, without which spreadsheets take it for another encoding.
    """
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(field) for field in row] for row in rows)
    return "\ufeff" + held.getvalue()


def guarded(field: str) -> str:
    """The field with an apostrophe before what a spreadsheet would compute."""
    return f"'{field}" if field.startswith(RISKY) else field


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise NotValid(
            "encoding", "This file is UTF-16. Save it as “CSV UTF-8” and import that one."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotValid(
            "encoding",
            f"Line {line} is not UTF-8; the file is probably Latin-1 (Windows)."
            " Save it as “CSV UTF-8” and import that one.",
            line=line,
        ) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line."""
    start, delimiter = 1, None
    first, _, rest = text.partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,"):
        text, start, delimiter = rest, 2, first.strip()[-1]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True
    )
    before = 0
    try:
        for row in reader:
            yield before + start, row
            before = reader.line_num
    except csv.Error as error:
        line = before + start
        raise NotValid(
            "csv", f"From line {line} on the quotation marks do not fit: {error}.", line=line
        ) from None


def _delimiter(text: str) -> str:
    """The one that the header is written with."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _header(row: list[str]) -> list[str]:
    header = [field.strip().casefold().replace(" ", "_").replace("-", "_") for field in row]
    missing = [column for column in ("number", "name") if column not in header]
    if missing:
        raise NotValid(
            "header",
            "The first line has to name the columns, number and name at least:"
            f" {' and '.join(missing)} cannot be found there.",
            line=1,
        )
    repeated = [column for column in COLUMNS if header.count(column) > 1]
    if repeated:
        raise NotValid("header", f"The column {repeated[0]} stands there twice.", line=1)
    return header


def _line(number: int, header: list[str], row: list[str]) -> Line:
    fields = {
        column: _unguarded(field.strip())
        for column, field in zip(header, row, strict=False)
        if column in COLUMNS
    }
    made = Line(
        line=number,
        number=fields.get("number", ""),
        name=" ".join(fields.get("name", "").split()),
        hall=fields.get("hall"),
        desk=fields.get("desk"),
    )
    if any(field.strip() for field in row[len(header) :]):
        return _refused(made, "It has more fields than the header")
    try:
        return _filled(made, fields)
    except Refused as refused:
        return _refused(made, refused.sentence.rstrip("."))


def _filled(made: Line, fields: dict[str, str]) -> Line:
    """The line with its numbers read. Raises Refused, NotValid saying what is wrong."""
    for column, longest in LONGEST.items():
        value = getattr(made, column)
        if column in ("number", "name") and not value:
            raise Refused("line", f"The {column} is missing")
        if value and len(value) > longest:
            raise Refused("line", f"The {column} has more than {longest} characters")
        if value and not is_printable(value):
            raise Refused("line", f"The {column} holds characters that cannot be seen")
    percent, key = fields.get("extra_percent"), fields.get("key")
    return msgspec.structs.replace(
        made,
        extra_percent=None if percent is None else _percent(percent),
        key=parse_key(key) if key else None,
    )


def _percent(text: str) -> float:
    plain = text.removesuffix("%").strip().replace(",", ".")
    try:
        value = float(plain or "0")
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_EXTRA_PERCENT:
        raise Refused(
            "line", f"The extra time is a number from 0 to {MOST_EXTRA_PERCENT} (per cent)"
        )
    return value


def _without_repeats(lines: list[Line]) -> Iterator[Line]:
    """Refuses every line whose number stands in another one, too."""
    places: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.number:
            places[number_key(line.number)].append(line.line)
    for line in lines:
        others = [n for n in places[number_key(line.number)] if n != line.line]
        if others and not line.why:
            where = ", ".join(map(str, others[:5]))
            yield _refused(line, f"The number {line.number} stands in line {where}, too")
        else:
            yield line


def _refused(line: Line, why: str) -> Line:
    return msgspec.structs.replace(line, why=why)


def _unguarded(field: str) -> str:
    """Takes back the apostrophe that `guarded` put there."""
    return field[1:] if field.startswith("'") and field[1:].startswith(RISKY) else field
