"""Outcomes as a page for people: docs/bugs.md. No line of it is typed by hand."""

from collections.abc import Sequence

from tests.bugs.hunting import Outcome

INTRO = """# Seeded bugs

Written by `make bugs`. Each line is a bug that somebody could have made, kept as a patch in
`tests/bugs/`; `make bugs` puts it into a copy of the tree and runs the tests named beside it, which
pass without it. It is *killed* where each of them fails. A *blind* one was written by somebody who
had read the code and had not seen the tests, a *known* one by somebody who had.

**{killed} of {all} are killed, {blind} of them blind.** {survivors}
"""
NONE = "There are no survivors."


def written(outcomes: Sequence[Outcome]) -> str:
    """The page."""
    killed = [one for one in outcomes if one.word == "killed"]
    left = [one for one in outcomes if one.word != "killed"]
    told = "Survivors: " + ", ".join(one.seeded.number for one in left) + "."
    head = INTRO.format(
        killed=len(killed),
        all=len(outcomes),
        blind=sum(one.seeded.by == "blind" for one in killed),
        survivors=told if left else NONE,
    )
    lines = [head, "| | bug | by | killed by | outcome |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_row, outcomes)]) + "\n"


def _row(one: Outcome) -> str:
    bug = one.seeded
    tests = "<br>".join(f"`{test}`" for test in bug.killers)
    outcome = one.word if one.word == "killed" else f"**{one.word}**: {one.why}"
    cells = (bug.number, bug.bug, bug.by, tests, outcome)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def line(one: Outcome) -> str:
    """One outcome in a line for a terminal."""
    why = f" ({one.why})" if one.why else ""
    return f"{one.seeded.number} {one.word}: {one.seeded.bug}{why}"
