"""Fills the tables of docs/wire.md from the structs and the limits.

    python -m invigilate.wire.described docs/wire.md

A table stands between `<!-- name -->` and `<!-- end -->`; what is around it is written by hand.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import get_args

from msgspec import Struct
from msgspec.structs import fields

from invigilate.wire import codec, frames, pace, receiving, snapshots
from invigilate.wire.closing import Closing
from invigilate.wire.kinds import Kind, docs, first_line, kind_of, structs, tag_of
from invigilate.wire.typescript import LIMITS

FRAMES = {*get_args(frames.ClientFrame), *get_args(frames.ServerFrame)}


def filled(page: str) -> str:
    """The page with its tables as they are now. Raises ValueError where a marker is missing."""
    for name, table in TABLES.items():
        lines = "\n".join(table())
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        at = marked.search(page)
        if at is None:
            raise ValueError(f"The page has no table between <!-- {name} --> and <!-- end -->.")
        page = f"{page[: at.start()]}{at[1]}{lines}\n{at[2]}{page[at.end() :]}"
    return page


def _client_frames() -> Iterable[str]:
    return _frames(get_args(frames.ClientFrame))


def _server_frames() -> Iterable[str]:
    return _frames(get_args(frames.ServerFrame))


def _frames(of: Iterable[type[Struct]]) -> Iterable[str]:
    yield "| tag | frame | fields, in order | what it says |"
    yield "|---|---|---|---|"
    for struct in of:
        yield f"| {tag_of(struct)} | **{struct.__name__}** | {_fields(struct)} | {_said(struct)} |"


def _inside() -> Iterable[str]:
    yield "| what | lies as | fields | what it says |"
    yield "|---|---|---|---|"
    for struct in structs():
        if struct in FRAMES or struct.__module__.endswith("happenings"):
            continue
        name = struct.__name__
        array = struct.__struct_config__.array_like
        lies = f'`["{name}", …]`' if tag_of(struct) else "`[…]`" if array else "`{…}`"
        yield f"| {name} | {lies} | {_fields(struct)} | {_said(struct)} |"


def _fields(struct: type[Struct]) -> str:
    listed = [f"`{field.name}`: {_spelled(kind_of(field.type))}" for field in fields(struct)]
    return ", ".join(listed) or "none"


def _said(struct: type[Struct]) -> str:
    notes = [f"`{name}`: {said}" for name, said in docs(struct).items()]
    return " ".join([first_line(struct), *notes]).replace("|", "\\|")


def _spelled(kind: Kind) -> str:
    match kind:
        case ("list", inner):
            return f"list of {_spelled(inner)}"
        case ("pair", *inner):
            return f"[{', '.join(_spelled(one) for one in inner)}]"
        case ("map", inner):
            return f"map from number to {_spelled(inner)}"
        case ("union", *inner):
            return " or ".join(_spelled(one) for one in inner)
        case ("literal", *words):
            return " or ".join(f'"{word}"' for word in words)
        case _:
            return str(kind)


def _closings() -> Iterable[str]:
    yield "| code | name | come back? |"
    yield "|---|---|---|"
    for one in Closing:
        yield f"| {one.value} | {one.name} | {'yes' if one.comes_back else 'no'} |"


def _limits() -> Iterable[str]:
    yield "| limit | value |"
    yield "|---|---|"
    yield f"| message from a student | {codec.MESSAGE_BYTES // 1024} KiB |"
    yield f"| message from staff | {codec.STAFF_MESSAGE_BYTES // 1024} KiB |"
    yield f"| items in an array: students, staff | {codec.STUDENT_ARRAY}, {codec.STAFF_ARRAY} |"
    yield f"| depth | {codec.DEPTH} |"
    yield f"| changes in one Answers frame | {LIMITS['MOST_CHANGES']} |"
    yield f"| their bytes | {LIMITS['ANSWERS_BYTES'] // 1024} KiB |"
    yield f"| bytes that one change puts in | {LIMITS['PUT_BYTES'] // 1024} KiB |"
    yield f"| code points in a text | {LIMITS['ESSAY_LIMIT']} |"
    yield f"| Answers frames in flight | {LIMITS['MOST_IN_FLIGHT']} |"
    yield f"| a client sends, a second and at once | {LIMITS['PER_SECOND']}, {LIMITS['BURST']} |"
    yield (
        "| the server closes above, a second and at once "
        f"| {pace.SERVER_PER_SECOND}, {pace.SERVER_BURST} |"
    )
    yield f"| a hello must come within | {receiving.HELLO_MS // 1000} s |"
    yield f"| silence that means a dead server | {LIMITS['SILENCE_MS'] // 1000} s |"
    yield f"| first return within | {LIMITS['FIRST_MS'] // 1000} s |"
    yield f"| longest wait between tries | {LIMITS['MOST_MS'] // 1000} s |"
    yield f"| asked again after *retry* | {LIMITS['RETRY_MS'] // 1000} s |"
    yield f"| sent again without an acknowledgement | {LIMITS['STALLED_MS'] // 1000} s |"
    yield f"| shared out in one part of a snapshot | {snapshots.PART_BYTES // 1024} KiB |"
    yield f"| news, rows, presence from the server | {codec.MESSAGE_BYTES // 1024} KiB |"
    yield f"| answer to an order | as the order: {codec.STAFF_MESSAGE_BYTES // 1024} KiB |"


TABLES: dict[str, Callable[[], Iterable[str]]] = {
    "frames from clients": _client_frames,
    "frames from the server": _server_frames,
    "what frames hold": _inside,
    "closing codes": _closings,
    "limits": _limits,
}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Path(name)
        document.write_text(filled(document.read_text()))
