"""Outcomes as a page for people: docs/reliability.md. No figure in it is typed by hand."""

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import datetime
from math import inf
from textwrap import fill

from tests.faults.outcome import Measure, Outcome

WIDTH = 120
INTRO = (
    "Written by `make faults` on {when} UTC, on {machine}, in {minutes:.0f} minutes. Each fault "
    "struck a real server while {people} wrote; afterwards every change that anybody had been told "
    "about was looked for in the rooms' logs, and the logs, the booklets and what pages had been "
    "shown were held against each other (`invigilate/crowd/checker.py`).",
    "**{acknowledged:,} acknowledged changes were looked for; {lost:,} were lost.** {struck} "
    "faults were injected in {runs} runs; {bites}.{failed}",
)
EACH = "each was seen to bite"
PEOPLE = "steady pages and a crowd that loses its network, changes devices and hands in"
HEAD = (
    "| | fault | arrangement | injected | acknowledged | interrupted | lost | figures |",
    "|---|---|---|---:|---:|---:|---:|---|",
)
LEGEND = (
    "*Interrupted*: changes made while away, or not answered within a second. A figure stands "
    "against its level; **bold**: the level is not met."
)
BROWSER = """## Shown in a real browser

What happens to a page and its device is told as stories, with a real browser; `make test` and
`make long` run them. They pass or fail, and have no figures.

* F18, the tab is reloaded, killed, or closed, and the server is gone meanwhile:
  [test_reloads.py](../tests/stories/test_reloads.py)
* F18, the cable is pulled, the network stalls, a killed tab is opened without a network:
  [test_offline.py](../tests/stories/test_offline.py)
* F18, the page dies 120 ms after a key; its storage is slow, cleared, or never opens:
  [test_storage.py](../tests/stories/test_storage.py)
* F18, the time runs out, or staff end the writing, while there is no network:
  [test_endings.py](../tests/stories/test_endings.py)
* F18, a device that sleeps, and one whose clock is wrong or is set:
  [test_time.py](../tests/stories/test_time.py)
* F20, a page that only asks now and then is present until its tab is closed:
  [test_presence.py](../tests/stories/test_presence.py)
* F22, the host is lost, and the exam goes on from the last backup:
  [test_lost_host.py](../tests/stories/test_lost_host.py)
"""
SHOWN_BITES = 4
SHOWN_WRONG = 12


def written(outcomes: Sequence[Outcome], when: datetime) -> str:
    """The page; `when`: in UTC, when all of it was over."""
    ran = [one for one in outcomes if not one.skipped]
    lines = [
        "# Reliability",
        "",
        *_head(ran, when),
        *HEAD,
        *(_row(one) for one in outcomes),
        "",
        LEGEND,
        "",
        "## How each was seen to bite",
        "",
        *(_bites(one) for one in ran),
        "",
        *_unmet(ran),
        *_wrong(ran),
        BROWSER.rstrip(),
    ]
    return "\n".join(lines) + "\n"


def line(outcome: Outcome) -> str:
    """One outcome in a line for a terminal."""
    if outcome.skipped:
        return f"{outcome.fault:4} {outcome.title}: not injected, {outcome.skipped}"
    figures = ", ".join(f"{each.name} {figure(each)}" for each in outcome.measures)
    state = "ok" if outcome.ok else "FAILED"
    return (
        f"{outcome.fault:4} {state:6} {outcome.title} ({outcome.arrangement}): "
        f"{outcome.injected} injected, {len(outcome.bites)} bit, "
        f"{outcome.acknowledged} acknowledged, {outcome.unknown} interrupted, "
        f"{len(outcome.lost)} lost; {figures} [{outcome.seconds:.0f} s]"
    )


def figure(each: Measure) -> str:
    """A figure with its unit and its level: `1.25 s (≤ 3)`; `never` where it did not come."""
    value = "never" if each.value == inf else f"{_number(each.value)} {each.unit}".rstrip()
    return f"{value} (≤ {_number(each.level)})"


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _head(ran: Sequence[Outcome], when: datetime) -> Iterator[str]:
    """How much was done, and what came of it in all."""
    unbitten = sum(not one.has_bitten for one in ran)
    failed = sum(not one.ok for one in ran)
    said = {
        "when": f"{when:%Y-%m-%d %H:%M}",
        "machine": f"{os.cpu_count()} shared cores, Python {platform.python_version()}",
        "minutes": sum(one.seconds for one in ran) / 60,
        "people": PEOPLE,
        "acknowledged": sum(one.acknowledged for one in ran),
        "lost": sum(len(one.lost) for one in ran),
        "struck": sum(one.injected for one in ran),
        "runs": len(ran),
        "bites": f"in {unbitten} not all were seen to bite" if unbitten else EACH,
        "failed": f" **{failed} of the runs failed**: see below." if failed else "",
    }
    for paragraph in INTRO:
        yield fill(paragraph.format(**said), WIDTH, break_on_hyphens=False)
        yield ""


def _row(one: Outcome) -> str:
    if one.skipped:
        return f"| {one.fault} | {one.title} | {one.arrangement} | 0 | | | | {one.skipped} |"
    figures = "; ".join(
        f"{each.name} {figure(each)}" if each.is_met else f"**{each.name} {figure(each)}**"
        for each in one.measures
    )
    lost = f"**{len(one.lost)}**" if one.lost else "0"
    return (
        f"| {one.fault} | {one.title} | {one.arrangement} | {one.injected} | {one.acknowledged:,} "
        f"| {one.unknown:,} | {lost} | {figures} |"
    )


def _bites(one: Outcome) -> str:
    told = one.bites
    if len(told) > SHOWN_BITES:
        told = [*told[: SHOWN_BITES - 1], f"and {len(told) - SHOWN_BITES + 1} more"]
    if not one.has_bitten:
        told = [*told, f"**{one.injected} injected, {len(one.bites)} seen to bite**"]
    return f"* {_name(one)}: {'; '.join(told)}"


def _unmet(ran: Sequence[Outcome]) -> Iterator[str]:
    """Every level that is not met, with its reason as far as it is known."""
    unmet = [(one, each) for one in ran for each in one.measures if not each.is_met]
    if unmet:
        yield from ("## Levels that are not met", "")
        for one, each in unmet:
            yield f"* {_name(one)}: {each.name} {figure(each)}. {each.why}".rstrip()
        yield ""


def _wrong(ran: Sequence[Outcome]) -> Iterator[str]:
    """What was lost, and whatever else is not as it must be."""
    wrong = [(one, each) for one in ran for each in _some([*one.lost, *one.wrong])]
    if wrong:
        yield from ("## What went wrong", "")
        for one, each in wrong:
            yield f"* {_name(one)}: {each}"
        yield ""
    again = [(one, each) for one in ran for each in one.before]
    if again:
        yield from ("## What was run a second time", "")
        for one, each in again:
            yield f"* {_name(one)}: {each}"
        yield ""


def _some(said: list[str]) -> list[str]:
    more = len(said) - SHOWN_WRONG
    return said if more <= 0 else [*said[:SHOWN_WRONG], f"and {more} more"]


def _name(one: Outcome) -> str:
    return f"{one.fault}, {one.title} ({one.arrangement})"
