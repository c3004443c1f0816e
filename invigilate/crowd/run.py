"""A whole run: people join, sit and leave; then the booklets are held against what they saw."""

import asyncio
import time
from collections.abc import Callable
from random import Random

from msgspec import Struct

from invigilate.crowd.checker import BookletSeen, Verdict, check
from invigilate.crowd.proctor import Proctor
from invigilate.crowd.reach import Away, Network, Reach, Turned
from invigilate.crowd.recorder import Recorder
from invigilate.crowd.report import Report, made
from invigilate.crowd.student import Student, Times, Who

LEAST_JOIN_SECONDS = 2.0
PATIENCE_SECONDS = 75.0


class Plan(Struct, frozen=True):
    """What is to be run."""

    url: str
    code: str
    people: tuple[Who, ...]
    proctors: int
    staff: str
    password: str
    minutes: float
    seed: int
    strict: bool = True
    """A run in which nothing was tried is a failure too."""
    trust: str | None = None
    """PEM file of the authority that the server's certificate is from."""


Watch = Callable[[Recorder, float], None]
"""Told twice a second how far the run is: the record so far, and its share in [0, 1]."""


async def run(plan: Plan, watch: Watch) -> Report:
    """Runs it and reports. Raises Turned, LookupError where the staff cannot sign in or watch."""
    network, recorder = Network(plan.url, plan.trust), Recorder()
    started = time.monotonic()
    try:
        proctors, session = await _staff(plan, network, recorder)
        await _sitting(plan, network, recorder, proctors, session, watch)
        verdict = await _verdict(recorder, proctors[0], session)
    finally:
        await network.close()
    seconds = time.monotonic() - started
    return made(recorder, verdict, len(plan.people), seconds, strict=plan.strict)


def times_of(plan: Plan) -> Times:
    """Joining takes the first sixth (at most a minute), writing goes on until the end."""
    span = plan.minutes * 60
    join = max(LEAST_JOIN_SECONDS, min(60.0, span / 6))
    return Times(join, max(join + 5, span * 0.85), span + PATIENCE_SECONDS)


async def _staff(plan: Plan, network: Network, recorder: Recorder) -> tuple[list[Proctor], str]:
    times = times_of(plan)
    proctors = [
        Proctor(network, recorder, times, plan.code, f"{plan.seed}/proctor/{n}", steers=n == 0)
        for n in range(max(1, plan.proctors))
    ]
    await proctors[0].sign_in(plan.staff, plan.password)
    for other in proctors[1:]:
        other.reach.cookies = dict(proctors[0].reach.cookies)
    return proctors, await proctors[0].session_of(plan.code)


async def _sitting(
    plan: Plan,
    network: Network,
    recorder: Recorder,
    proctors: list[Proctor],
    session: str,
    watch: Watch,
) -> None:
    times = times_of(plan)
    students = [
        Student(network, recorder, plan.code, who, times, f"{plan.seed}/student/{n}")
        for n, who in enumerate(plan.people)
    ]
    done = asyncio.Event()
    started = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for proctor in proctors:
            tasks.create_task(proctor.run(session, done))
        sitting = [tasks.create_task(student.run()) for student in students]
        while not all(task.done() for task in sitting):
            watch(recorder, min(1.0, (time.monotonic() - started) / (plan.minutes * 60)))
            await asyncio.sleep(0.5)
        done.set()
    watch(recorder, 1.0)


async def _verdict(recorder: Recorder, proctor: Proctor, session: str) -> Verdict:
    try:
        booklets = await booklets_of(proctor.reach, session)
    except (Away, Turned) as fault:
        recorder.wrong("I1", "booklets", f"not to be read: {fault}", "one for every student")
        return check(recorder.history)
    return check(recorder.history, booklets)


async def booklets_of(staff: Reach, session: str) -> dict[str, BookletSeen]:
    """What the staff API hands out, tried for half a minute while the server is away.

    Raises Away, Turned.
    """
    rng = Random(0)
    until = time.monotonic() + 30
    while True:
        try:
            read = await staff.ask("GET", f"/api/sessions/{session}/booklets")
            break
        except Away:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(rng.uniform(0.5, 1.5))
    return {
        booklet["seat"]: BookletSeen(
            booklet["seat"],
            booklet["status"],
            {slot: value for _, slot, value in booklet["answers"]},
            {(held["device"], held["turn"]) for held in booklet["held"]},
        )
        for booklet in read["booklets"]
    }
