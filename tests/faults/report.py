"""Outcomes as a page for people: docs/reliability.md. No figure in it is typed by hand."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.faults.outcome import Measure, Outcome

INTRO = """# Reliability

Written by `make faults` on {when} UTC, on {machine}. Each fault struck a real server while
{people} wrote; afterwards every change that anybody had been told about was looked for in the
rooms' logs, and the logs, the booklets and what pages had been shown were held against each other.

**{acknowledged:,} acknowledged answers were looked for; {lost} were lost.** {struck} faults were
injected in {runs} runs; each was seen to bite.
"""
PEOPLE = "steady pages and a crowd that loses its network, changes devices and hands in"


def written(outcomes: Sequence[Outcome]) -> str:
    """The page."""
    ran = [one for one in outcomes if not one.skipped]
    head = INTRO.format(
        when=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        machine=f"{os.cpu_count()} shared cores, Python {platform.python_version()}",
        people=PEOPLE,
        acknowledged=sum(one.acknowledged for one in ran),
        lost=sum(len(one.lost) for one in ran),
        struck=sum(one.injected for one in ran),
        runs=len(ran),
    )
    lines = [
        head,
        "| | fault | arrangement | injected | acknowledged | interrupted | lost | figures |",
        "|---|---|---|---:|---:|---:|---:|---|",
        *(_row(one) for one in outcomes),
        "",
        "*Interrupted*: changes made while away, or not answered within a second. A figure stands "
        "against its level; **bold**: the level is not met.",
        "",
        "## How each was seen to bite",
        "",
        *(_bites(one) for one in ran),
    ]
    unmet = [(one, each) for one in ran for each in one.measures if not each.is_met]
    if unmet:
        lines += ["", "## Levels that are not met", ""]
        lines += [
            f"* {one.fault}, {one.arrangement}: {each.name} {_figure(each)}. {each.why}".rstrip()
            for one, each in unmet
        ]
    wrong = [(one, line) for one in ran for line in (*one.lost, *one.wrong)]
    if wrong:
        lines += ["", "## What went wrong", ""]
        lines += [f"* {one.fault}, {one.arrangement}: {line}" for one, line in wrong]
    return "\n".join(lines) + "\n"


def line(outcome: Outcome) -> str:
    """One outcome in a line for a terminal."""
    if outcome.skipped:
        return f"{outcome.fault:4} {outcome.title}: not injected, {outcome.skipped}"
    figures = ", ".join(f"{each.name} {_figure(each)}" for each in outcome.measures)
    state = "ok" if outcome.ok else "FAILED"
    return (
        f"{outcome.fault:4} {state:6} {outcome.title} ({outcome.arrangement}): "
        f"{outcome.injected} injected, {len(outcome.bites)} bit, "
        f"{outcome.acknowledged} acknowledged, {outcome.unknown} interrupted, "
        f"{len(outcome.lost)} lost; {figures} [{outcome.seconds:.0f} s]"
    )


def _row(one: Outcome) -> str:
    if one.skipped:
        return f"| {one.fault} | {one.title} | {one.arrangement} | 0 | | | | {one.skipped} |"
    figures = "; ".join(
        f"{each.name} {_figure(each)}" if each.is_met else f"**{each.name} {_figure(each)}**"
        for each in one.measures
    )
    return (
        f"| {one.fault} | {one.title} | {one.arrangement} | {one.injected} | {one.acknowledged:,} "
        f"| {one.unknown:,} | {len(one.lost)} | {figures} |"
    )


def _bites(one: Outcome) -> str:
    told = one.bites if len(one.bites) <= 4 else [*one.bites[:3], f"and {len(one.bites) - 3} more"]
    return f"* {one.fault}, {one.title.lower()} ({one.arrangement}): {'; '.join(told)}"


def _figure(each: Measure) -> str:
    return f"{each.value:g} {each.unit} (≤ {each.level:g})".replace("  ", " ")
