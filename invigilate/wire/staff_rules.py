"""Rules of the room that a proctor's page says beforehand, for the browser: `staff-rules.ts`.

They are read off the rules themselves, so a button never says otherwise than the server.
"""

from invigilate.rooms.grades import GRADES, MAY
from invigilate.rooms.steering import AFTER_CLOSE
from invigilate.rooms.undoing import UNDO_MS, UNDOABLE

HEAD = """/**
 * What staff may order and take back, as the server's rules have it.
 * Made by `python -m invigilate.wire.typescript web/src/live`: do not edit.
 */
"""


def text() -> str:
    """`staff-rules.ts`: who may order what, what of it later, and what can be taken back."""
    grades = ", ".join(repr(grade) for grade in GRADES)
    leaves = [
        f"  {name}: [{', '.join(repr(leave) for leave in leaves)}]," for name, leaves in MAY.items()
    ]
    after_close = [name for name in MAY if name in {action.__name__ for action in AFTER_CLOSE}]
    undoable = [name for name in MAY if name in {action.__name__ for action in UNDOABLE}]
    return "\n".join(
        [
            HEAD,
            f"export const GRADES = [{grades}] as const;",
            "export type Grade = (typeof GRADES)[number];",
            "",
            "/** `chosen`: for seats that are named, not for the whole session at once. */",
            "export type Leave = 'yes' | 'chosen' | 'no';",
            "",
            "/** By the name of the action: what each of `GRADES` may, in their order. */",
            "export const MAY: Readonly<Record<string, readonly Leave[]>> = {",
            *leaves,
            "};",
            "",
            "/** What may be ordered once the session is closed. */",
            f"export const AFTER_CLOSE: readonly string[] = {after_close!r};",
            "",
            "/** What can be taken back, for `UNDO_MS` after it was done. */",
            f"export const UNDOABLE: readonly string[] = {undoable!r};",
            f"export const UNDO_MS = {UNDO_MS};",
            "",
        ]
    )
