"""Writes the browser's files of the wire: its types, and how their arrays are laid out.

    python -m invigilate.wire.typescript web/src/live

Types are read off the structs themselves, so a frame cannot change on one side alone. How things
are laid out stands in two files: a student's page carries none of what staff alone say and hear.
The rules that a proctor's page says beforehand stand in a third (`staff_rules`).
"""

import sys
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from invigilate.rooms import conversing, plan
from invigilate.rooms.board import BoardHead, StaffNotice
from invigilate.wire import frames as f
from invigilate.wire import inbox, outbox, pace, peer, returning, splicing, staff_rules, wishes
from invigilate.wire.closing import Closing
from invigilate.wire.frames import MOST_CHANGES
from invigilate.wire.kinds import (
    Kind,
    docs,
    enums,
    first_line,
    kind_of,
    names,
    structs,
    tag_of,
    unions,
)

HEAD = """/**
 * The wire's types, made by `python -m invigilate.wire.typescript web/src/live`. Do not edit.
 *
 * On the wire most of these are arrays; `shapes` says how they are laid out, and `codec.ts` turns
 * one into the other. `is` tells the members of a union apart.
 */
"""

LAYOUT = """/** A field's name, or its name and what it holds, where that is laid out otherwise. */
export type Field = string | readonly [name: string, holds: Shape];
export type Shape = string | readonly ['list' | 'pair', ...Shape[]];

/** How a type lies on the wire. */
export interface Laid {
  tag?: number | string;
  array: boolean;
  fields: readonly Field[];
}
"""

LIMITS = {
    "MOST_CHANGES": MOST_CHANGES,
    "ANSWERS_BYTES": outbox.ANSWERS_BYTES,
    "MOST_IN_FLIGHT": outbox.MOST_IN_FLIGHT,
    "RETRY_MS": outbox.RETRY_MS,
    "STALLED_MS": outbox.STALLED_MS,
    "SILENCE_MS": peer.SILENCE_MS,
    "WAITS_MS": wishes.WAITS_MS,
    "PER_SECOND": pace.CLIENT_PER_SECOND,
    "BURST": pace.CLIENT_BURST,
    "FIRST_MS": returning.FIRST_MS,
    "MOST_MS": returning.MOST_MS,
    "MOST_WAITING": inbox.MOST_WAITING,
    "PUT_BYTES": splicing.PUT_BYTES,
    "ESSAY_LIMIT": plan.ESSAY_LIMIT,
    "SAY_LIMIT": conversing.SAY_LIMIT,
    "WHY_LIMIT": conversing.WHY_LIMIT,
}


STAFF_HEAD = """/**
 * How what staff alone say and hear is laid out, and happenings.
 * Made as `frames.ts` is: do not edit.
 */
import type { Laid } from './frames';
"""
STAFF_UNIONS = ("Action", "StaffNews", "Happening")
STAFF_FRAMES = (
    *(f.Ordering, f.Asking, f.StaffTold, f.Rows, f.Progressed, f.Answered, f.Presence, f.Jumped),
    *(f.Receipts, f.Unsaved, f.Staff, f.BoardPart, BoardHead, StaffNotice),
)
"""Beside the members of those unions and what is found in them alone."""


def text() -> str:
    """`frames.ts`: every type, and how what students say and hear is laid out."""
    parts = [
        HEAD,
        *(f"export type {name} = string;\n" for name in names()),
        *(_enum(name, values) for name, values in enums().items()),
        *(f"export type {name} = {_type(of, top=True)};\n" for name, of in unions().items()),
        *(_interface(struct) for struct in structs()),
        _constants(),
        LAYOUT,
        _shapes([struct for struct in structs() if not _is_staffs(struct)]),
        _members([name for name in unions() if name not in STAFF_UNIONS]),
    ]
    return "\n".join(parts)


def staff_text() -> str:
    """`staff-shapes.ts`: how the rest is laid out."""
    shapes = [struct for struct in structs() if _is_staffs(struct)]
    return "\n".join([STAFF_HEAD, _shapes(shapes), _members(list(STAFF_UNIONS))])


def _is_staffs(struct: type[Struct]) -> bool:
    of = unions()
    named = {one for name in STAFF_UNIONS for one in of[name]}
    return struct in STAFF_FRAMES or struct.__name__ in {*named, "Row", "Progress", "Thresholds"}


def _enum(name: str, values: list[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    plural = name.upper() + ("ES" if name.endswith("s") else "S")
    return (
        f"export const {plural} = [{listed}] as const;\n"
        f"export type {name} = (typeof {plural})[number];\n"
    )


def _interface(struct: type[Struct]) -> str:
    notes = docs(struct)
    lines = [f"/** {first_line(struct)} */"] if first_line(struct) else []
    lines.append(f"export interface {struct.__name__} {{")
    if tag_of(struct) is not None:
        lines.append(f"  is: '{struct.__name__}';")
    for field in fields(struct):
        if field.name in notes:
            lines.append(f"  /** {notes[field.name]} */")
        lines.append(f"  {field.name}{_mark(struct, field)}: {_type(kind_of(field.type))};")
    return "\n".join([*lines, "}", ""])


def _mark(struct: type[Struct], field: FieldInfo) -> str:
    """What need not be there: in an array nothing is written as null."""
    is_left_out = struct.__struct_config__.omit_defaults and not field.required
    return "?" if is_left_out or field.default is None else ""


def _type(kind: Kind, top: bool = False) -> str:
    match kind:
        case ("list", inner):
            text = _type(inner)
            return f"({text})[]" if " | " in text else f"{text}[]"
        case ("pair", *inner):
            return f"[{', '.join(_type(one) for one in inner)}]"
        case ("map", inner):
            return f"Record<number, {_type(inner)}>"
        case ("union", *inner):
            return " | ".join(_type(one) for one in inner)
        case ("literal", *values):
            return " | ".join(f"'{value}'" for value in values)
        case str(name):
            return name
    raise TypeError(f"No TypeScript for {kind!r}")


def _constants() -> str:
    limits = "\n".join(f"  {name}: {value}," for name, value in LIMITS.items())
    closings = "\n".join(f"  {one.name}: {one.value}," for one in Closing)
    return (
        f"/** Times in ms, sizes in bytes. */\nexport const LIMITS = {{\n{limits}\n}} as const;\n\n"
        f"/** Close codes; from 4500 on one does not come back. */\n"
        f"export const CLOSINGS = {{\n{closings}\n}} as const;\n"
    )


def _shapes(of: list[type[Struct]]) -> str:
    lines = ["export const shapes: Readonly<Record<string, Laid>> = {"]
    lines += [_shape(struct) for struct in of if _is_laid_out(struct)]
    return "\n".join([*lines, "};", ""])


def _members(of: list[str]) -> str:
    known = unions()
    lines = ["export const members: Readonly<Record<string, readonly string[]>> = {"]
    lines += [
        f"  {name}: [{', '.join(repr(one) for one in known[name][1:])}],"
        for name in of
        if all(one in _struct_names() for one in known[name][1:])
    ]
    return "\n".join([*lines, "};", ""])


def _shape(struct: type[Struct]) -> str:
    tag = tag_of(struct)
    label = "" if tag is None else f"tag: {tag!r}, "
    array = "true" if struct.__struct_config__.array_like else "false"
    listed = ", ".join(_field(field) for field in fields(struct))
    return f"  {struct.__name__}: {{ {label}array: {array}, fields: [{listed}] }},"


def _field(field: FieldInfo) -> str:
    kind = kind_of(field.type)
    return f"['{field.name}', {_data(kind)}]" if _holds_struct(kind) else f"'{field.name}'"


def _data(kind: Kind) -> str:
    match kind:
        case ("union", inner, "null"):
            return _data(inner)
        case (str(head), *inner):
            return f"['{head}', {', '.join(_data(one) for one in inner)}]"
        case _:
            return f"'{kind}'"


def _holds_struct(kind: Kind) -> bool:
    """Whether something in it is laid out otherwise than it is used."""
    if isinstance(kind, tuple):
        return kind[0] != "literal" and any(_holds_struct(one) for one in kind[1:])
    of = unions().get(kind)
    return kind in _struct_names() if of is None else _holds_struct(of)


def _is_laid_out(struct: type[Struct]) -> bool:
    config = struct.__struct_config__
    return config.array_like or any(_holds_struct(kind_of(one.type)) for one in fields(struct))


@cache
def _struct_names() -> frozenset[str]:
    return frozenset(struct.__name__ for struct in structs())


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "frames.ts").write_text(text())
    (folder / "staff-shapes.ts").write_text(staff_text())
    (folder / "staff-rules.ts").write_text(staff_rules.text())
