"""Writes web/src/live/frames.ts: the wire's types, and how their arrays are laid out.

    python -m invigilate.wire.typescript > web/src/live/frames.ts

Types are read off the structs themselves, so a frame cannot change on one side alone.
"""

from functools import cache

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from invigilate.rooms import conversing, plan
from invigilate.wire import inbox, outbox, pace, peer, returning, splicing
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
 * The wire's types, made by `python -m invigilate.wire.typescript`. Do not edit.
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


def text() -> str:
    """The whole file."""
    parts = [
        HEAD,
        *(f"export type {name} = string;\n" for name in names()),
        *(_enum(name, values) for name, values in enums().items()),
        *(f"export type {name} = {_type(of, top=True)};\n" for name, of in unions().items()),
        *(_interface(struct) for struct in structs()),
        _constants(),
        _shapes(),
    ]
    return "\n".join(parts)


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
    return "?" if struct.__struct_config__.omit_defaults and not field.required else ""


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


def _shapes() -> str:
    lines = [LAYOUT, "export const shapes: Readonly<Record<string, Laid>> = {"]
    lines += [_shape(struct) for struct in structs() if _is_laid_out(struct)]
    lines += ["};", "", "export const members: Readonly<Record<string, readonly string[]>> = {"]
    lines += [
        f"  {name}: [{', '.join(repr(one) for one in of[1:])}],"
        for name, of in unions().items()
        if all(one in _struct_names() for one in of[1:])
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
    print(text(), end="")
