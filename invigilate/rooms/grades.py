"""Who of the staff may order what in a session: one table, and its picture is drawn here.

A session names its proctors, each in a grade: a *chief invigilator* does everything in it, an
*invigilator* what concerns chosen students, an *observer* only watches. Who asks whom an order
would reach hears the same refusal as who gives it.
"""

from typing import Final, Literal

from invigilate.rooms import orders as o

Grade = Literal["chief", "invigilator", "observer"]
Leave = Literal["yes", "chosen", "no"]
"""`chosen`: for seats that are named, not for the whole session at once."""
Leaves = tuple[Leave, Leave, Leave]
"""For each grade, in their order."""

GRADES: Final[tuple[Grade, ...]] = ("chief", "invigilator", "observer")
SHOWN: Final[dict[Grade, str]] = {
    "chief": "chief invigilator",
    "invigilator": "invigilator",
    "observer": "observer",
}

MAY: Final[dict[str, Leaves]] = {
    #               chief, invigilator, observer
    "Pause": ("yes", "chosen", "no"),
    "Resume": ("yes", "chosen", "no"),
    "Extend": ("yes", "chosen", "no"),
    "SetEnd": ("yes", "no", "no"),
    "Announce": ("yes", "chosen", "no"),
    "Tell": ("yes", "yes", "no"),
    "Lock": ("yes", "chosen", "no"),
    "Unlock": ("yes", "chosen", "no"),
    "End": ("yes", "no", "no"),
    "ForceSubmit": ("yes", "no", "no"),
    "Reopen": ("yes", "no", "no"),
    "Admit": ("yes", "yes", "no"),
    "CountHeld": ("yes", "no", "no"),
    "Settle": ("yes", "yes", "no"),
    "Claim": ("yes", "yes", "no"),
    "Dismiss": ("yes", "yes", "no"),
    "Note": ("yes", "yes", "no"),
    "Attend": ("yes", "yes", "no"),
    "Identify": ("yes", "yes", "no"),
    "Compensate": ("yes", "no", "no"),
    "SetThresholds": ("yes", "no", "no"),
    "Undo": ("yes", "yes", "no"),
}
"""By the name of the action. Beyond `Undo` the order that it takes back decides: `may_undo`."""


def may(grade: Grade | None, action: o.Action) -> str | None:
    """None: who has this grade may order it. Else the word of the refusal.

    `no-right`: not at all, as for whoever has no grade; `chosen-seats-only`: for named seats, and
    this is for the whole session. Where it is for chosen seats, `Extend` gives time and takes none.
    An `Undo` is judged by `may_undo` as well.
    """
    if grade is None:
        return "no-right"
    leave = MAY[type(action).__name__][GRADES.index(grade)]
    if isinstance(action, o.Dismiss) and action.alert == "outage":
        leave = MAY["Compensate"][GRADES.index(grade)]  # to give nothing is a word on time, too
    if leave == "no":
        return "no-right"
    if leave == "chosen" and getattr(action, "seats", None) is None:
        return "chosen-seats-only"
    if leave == "chosen" and isinstance(action, o.Extend) and action.ms < 0:
        return "no-right"  # taking all time is ending
    return None


def may_undo(grade: Grade | None, action: o.Action) -> str | None:
    """The same of taking `action` back: whoever may order it may, whoever it was that did."""
    return may(grade, action)


def drawn() -> str:
    """The table as Markdown."""
    return table("order", MAY)


def table(head: str, rows: dict[str, Leaves]) -> str:
    """What each grade may do, one thing in a line, as Markdown."""
    shown: dict[Leave, str] = {"yes": "✓", "chosen": "chosen students", "no": "—"}
    lines = [
        f"| {head} | " + " | ".join(SHOWN[grade] for grade in GRADES) + " |",
        "|---" * (len(GRADES) + 1) + "|",
        *(
            f"| {name} | " + " | ".join(shown[leave] for leave in leaves) + " |"
            for name, leaves in rows.items()
        ),
    ]
    return "\n".join(lines) + "\n"
