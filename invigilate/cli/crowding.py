"""`crowd`: the run, its progress on the terminal, and its report."""

import asyncio
import csv
import os
import time
from pathlib import Path

from msgspec import json
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from invigilate.cli.saying import err, is_terminal, out
from invigilate.cli.staffing import PASSWORD
from invigilate.crowd.reach import Away, Turned
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.report import Report
from invigilate.crowd.run import Plan
from invigilate.crowd.run import run as run_plan
from invigilate.crowd.student import Who
from invigilate.errors import NotValid

PLAIN_SECONDS = 10


def planned(
    url: str,
    code: str,
    staff: str,
    guests: bool,
    roster: Path | None,
    students: int,
    proctors: int,
    minutes: float,
    seed: int,
    trust: Path | None,
    demo: bool,
) -> Plan:
    """The plan that was asked for. Raises NotValid."""
    if guests == (roster is not None):
        raise NotValid("people", "Say either --guests or --roster FILE.")
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise NotValid("password", f"Put the proctor's password into {PASSWORD}.")
    people = _people(roster, students, seed) if roster else _guests(students, seed)
    return Plan(
        url,
        code,
        people,
        proctors,
        staff,
        password,
        minutes,
        seed,
        not demo,
        str(trust) if trust else None,
    )


def run(plan: Plan, report_file: Path | None) -> int:
    """Runs it; 0 if all is well, 1 if not, 2 if it could not be run."""
    try:
        report = asyncio.run(_watched(plan))
    except (Turned, LookupError) as refusal:
        err.print(f"invigilate: {refusal}", markup=False)
        return 2
    except Away as fault:
        err.print(f"invigilate: {plan.url} cannot be reached: {fault}", markup=False)
        return 2
    if report_file is not None:
        report_file.write_bytes(json.format(json.encode(report), indent=2) + b"\n")
    _tell(report)
    return 0 if report.ok else 1


def _people(roster: Path, students: int, seed: int) -> tuple[Who, ...]:
    with roster.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if ";" in head else ",")
        lines = [
            {(k or "").strip().lower(): (v or "").strip() for k, v in line.items()}
            for line in reader
        ]
    if not lines or "number" not in lines[0]:
        raise NotValid("roster", f"{roster} has no column “number”, or no line.")
    return tuple(Who(line["number"], line.get("key", "")) for line in lines[:students])


def _guests(students: int, seed: int) -> tuple[Who, ...]:
    return tuple(Who(guest=f"Synthetic {seed}-{n + 1}") for n in range(students))


async def _watched(plan: Plan) -> Report:
    if not is_terminal():
        return await run_plan(plan, _Plain().tell)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        task = progress.add_task("joining", total=1.0)

        def tell(recorder: Recorder, share: float) -> None:
            progress.update(task, completed=share, description=_line(recorder))

        return await run_plan(plan, tell)


class _Plain:
    """A line now and then, where nobody watches."""

    def __init__(self) -> None:
        self._told = 0.0

    def tell(self, recorder: Recorder, share: float) -> None:
        if time.monotonic() - self._told > PLAIN_SECONDS or share >= 1:
            self._told = time.monotonic()
            out.print(f"{share:4.0%}  {_line(recorder)}", markup=False)


def _line(recorder: Recorder) -> str:
    return (
        f"{recorder.joined} joined, {recorder.began} writing, {len(recorder.ack_ms)} answers"
        f" acknowledged, {recorder.reconnects} reconnects, {recorder.submitted} submitted"
    )


def _tell(report: Report) -> None:
    out.print(
        f"{report.joined} of {report.students} joined, {report.began} began,"
        f" {report.submitted} submitted, {report.reconnects} reconnects,"
        f" {report.pauses} pauses seen",
        markup=False,
    )
    out.print(
        f"{report.answers_sent} changes sent, {report.answers_acknowledged} acknowledged"
        f" ({report.answers_saved} saved, {report.answers_held} held,"
        f" {report.answers_refused} refused), {report.answers_lost} lost",
        markup=False,
    )
    ack = report.ack_ms
    out.print(
        f"{report.announcements_received} of {report.announcements_expected} announcements seen;"
        f" acknowledged in {ack.p50} ms (p50), {ack.p99} ms (p99)",
        markup=False,
    )
    for line in report.wrong:
        err.print(f"WRONG  {line}", markup=False)
    out.print("Nothing was lost." if report.ok else "This run failed.", markup=False)
