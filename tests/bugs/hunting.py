"""Every bug, one after another, in two copies of the tree: which are noticed, and which survive.

First all named tests are run without any bug, in the same copies and in the same way: a test that
fails anyway notices nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Literal

from tests.bugs.seeded import Killer, Seeded
from tests.bugs.tree import ROOT, DoesNotApply, Tree, copied
from tests.bugs.trying import Said, tried

LANES = 2
ALL_SECONDS = 300.0
"""So long all named tests together may take, once, without a bug."""

Word = Literal["killed", "survived", "does not apply", "fails without it"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a bug; `why` says more where it was not killed."""

    seeded: Seeded
    word: Word
    why: str = ""


def hunt(bugs: list[Seeded], tell: Callable[[Outcome], None], source: Path = ROOT) -> list[Outcome]:
    """Each bug's outcome, in the order of the bugs; `tell` hears each as soon as it is known."""
    with trees(source) as lanes, ThreadPoolExecutor(LANES) as pool:
        good = sound(lanes, pool, (test for bug in bugs for test in bug.killers))

        def one(bug: Seeded) -> Outcome:
            tree = lanes.get()
            try:
                outcome = judged(tree, bug, good)
            finally:
                lanes.put(tree)
            tell(outcome)
            return outcome

        return list(pool.map(one, bugs))


@contextmanager
def trees(source: Path) -> Iterator["SimpleQueue[Tree]"]:
    """As many copies as there are lanes."""
    lanes: SimpleQueue[Tree] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(LANES):
            folder = stack.enter_context(TemporaryDirectory(prefix="seeded-bugs-"))
            lanes.put(copied(Path(folder), source))
        yield lanes


def sound(
    lanes: "SimpleQueue[Tree]", pool: ThreadPoolExecutor, tests: Iterable[Killer]
) -> frozenset[Killer]:
    """Those of the tests that pass where there is no bug; the suite's and the web's beside."""
    named = list(dict.fromkeys(tests))

    def some(is_web: bool) -> Said:
        tree = lanes.get()
        try:
            return tried(tree.folder, (t for t in named if t.is_web is is_web), ALL_SECONDS)
        finally:
            lanes.put(tree)

    return frozenset().union(*(said.passed for said in pool.map(some, (False, True))))


def judged(tree: Tree, bug: Seeded, good: frozenset[Killer]) -> Outcome:
    """What the tests of a bug say of it: it is killed where each of them fails."""
    unsound = [str(test) for test in bug.killers if test not in good]
    if unsound:
        return Outcome(bug, "fails without it", ", ".join(unsound))
    try:
        with tree.having(bug.path, bug.files):
            said = tried(tree.folder, bug.killers)
    except DoesNotApply as fault:
        return Outcome(bug, "does not apply", str(fault))
    silent = [str(test) for test in bug.killers if test not in said.failed]
    if silent:
        return Outcome(bug, "survived", "; ".join([*silent, *filter(None, [said.trouble])]))
    return Outcome(bug, "killed")
