"""The parent of the worker processes, with real processes that serve nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

import invigilate.workers as module
from invigilate.workers import Patience, Workers


class Diary:
    """What a child serves with here: it writes down what happens to it, in a folder."""

    def __init__(self, folder: Path, *, serves: bool = True) -> None:
        self._folder = folder
        self._serves = serves
        self._began = False
        self._over = threading.Event()

    def is_serving(self) -> bool:
        return self._began

    def run(self) -> None:
        signal.signal(signal.SIGTERM, lambda *_: self._over.set())
        if not self._serves:
            sys.exit(3)
        self._note("began")
        self._began = True
        self._over.wait()
        self._note("left")

    def is_stuck(self) -> bool:
        return (self._folder / f"stuck {os.getpid()}").exists()

    def stop_accepting(self) -> None:
        self._note("shut")

    def _note(self, what: str) -> None:
        with (self._folder / "diary").open("a") as diary:
            diary.write(f"{what} {os.getpid()}\n")


class Hall:
    """Workers over a diary."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self._file = folder / "diary"
        self.workers = workers

    def notes(self, what: str) -> list[int]:
        """The processes to which it happened, in order."""
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [int(pid) for said, pid in map(str.split, lines) if said == what]

    def lines(self) -> list[tuple[str, int]]:
        """All that happened, in order."""
        lines = self._file.read_text().splitlines()
        return [(said, int(pid)) for said, pid in map(str.split, lines)]

    def until(self, happened: Callable[[], bool]) -> None:
        """Turns until it has happened."""
        end = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < end, self._file.read_text()
            assert self.workers.turn()
            time.sleep(0.01)


@contextmanager
def hall(folder: Path, count: int, patience: Patience | None = None) -> Iterator[Hall]:
    """So many workers that serve."""
    made = Hall(folder, Workers(partial(Diary, folder), count, patience))
    try:
        made.until(lambda: len(made.notes("began")) == count)
        yield made
    finally:
        made.workers.stop()


def is_there(pid: int) -> bool:
    """Whether a process lives."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_worker_that_dies_is_replaced_by_the_spare(tmp_path: Path) -> None:
    with hall(tmp_path, 2) as made:
        made.until(lambda: made.workers.spare_pid() != 0)
        spare = made.workers.spare_pid()
        dead, other = made.notes("began")
        os.kill(dead, signal.SIGKILL)
        made.until(lambda: len(made.notes("began")) == 3)
        assert made.notes("began") == [dead, other, spare]
        assert is_there(other)


def test_no_spare_reads_the_program_while_a_worker_is_waited_for(tmp_path: Path) -> None:
    workers = Workers(partial(Diary, tmp_path), 2)
    try:
        end = time.monotonic() + 60
        while len(workers.serving_pids()) < 2:
            assert workers.spare_pid() == 0
            assert workers.turn()
            assert time.monotonic() < end
            time.sleep(0.01)
        assert workers.spare_pid() != 0
    finally:
        workers.stop()


def test_a_worker_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    with hall(tmp_path, 1, Patience(answer=0.5)) as made:
        made.until(lambda: made.workers.serving_pids() == made.notes("began"))
        [hung] = made.notes("began")
        os.kill(hung, signal.SIGSTOP)
        made.until(lambda: len(made.notes("began")) == 2)
        assert not is_there(hung)


def test_a_worker_whose_loop_is_stuck_is_replaced_though_its_threads_go_on(tmp_path: Path) -> None:
    with hall(tmp_path, 1, Patience(answer=0.5)) as made:
        made.until(lambda: made.workers.serving_pids() == made.notes("began"))
        [stuck] = made.notes("began")
        (tmp_path / f"stuck {stuck}").touch()
        made.until(lambda: len(made.notes("began")) == 2)
        assert not is_there(stuck)


def test_a_restart_replaces_one_after_another_and_sends_nobody_to_an_old_one(
    tmp_path: Path,
) -> None:
    with hall(tmp_path, 2) as made:
        made.until(lambda: len(made.workers.serving_pids()) == 2)
        old = made.workers.serving_pids()
        made.workers.restart()
        made.until(lambda: len(made.notes("left")) == 2)
        made.until(lambda: len(made.workers.serving_pids()) == 2)
        new = made.notes("began")[2:]
        assert set(new).isdisjoint(old)
        assert sorted(made.workers.serving_pids()) == sorted(new)
        lines = made.lines()[2:]
        # The first new one serves before an old one may leave, and the second before the last.
        assert lines[0] == ("began", new[0])
        assert lines.index(("left", old[0])) < lines.index(("began", new[1]))
        assert lines.index(("began", new[1])) < lines.index(("left", old[1]))
        assert lines.index(("shut", old[1])) < lines.index(("began", new[1]))


def test_what_cannot_start_at_all_is_given_up(tmp_path: Path) -> None:
    workers = Workers(partial(Diary, tmp_path, serves=False), 1)
    try:
        end = time.monotonic() + 60
        while workers.turn():
            assert time.monotonic() < end
            time.sleep(0.01)
    finally:
        workers.stop()
    assert not (tmp_path / "diary").exists()


def test_a_restart_with_a_program_that_cannot_start_keeps_the_old_workers(tmp_path: Path) -> None:
    with hall(tmp_path, 2) as made:
        made.until(lambda: len(made.workers.serving_pids()) == 2)
        old = made.workers.serving_pids()
        made.workers.make = partial(Diary, tmp_path, serves=False)
        made.workers.restart()
        made.until(lambda: not made.workers.is_restarting)
        assert made.workers.serving_pids() == old
        assert made.notes("shut") == made.notes("left") == []


def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = f"""
from functools import partial; from pathlib import Path
from invigilate.workers import Workers
from tests.test_workers import Diary
if __name__ == "__main__":
    Workers(partial(Diary, Path({str(tmp_path)!r})), 2).run()
"""
    script = tmp_path / "parent.py"
    script.write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen([sys.executable, script], env=environment) as parent:
        diary, end = tmp_path / "diary", time.monotonic() + 60
        while not diary.exists() or len(diary.read_text().splitlines()) < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        children = [one.pid for one in psutil.Process(parent.pid).children(recursive=True)]
        parent.kill()
        parent.wait()
        while any(is_there(pid) for pid in children):
            assert time.monotonic() < end, children
            time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_parent_that_is_told_to_stop_lets_its_workers_leave(
    tmp_path: Path, number: signal.Signals
) -> None:
    workers = Workers(partial(Diary, tmp_path), 2)
    made = Hall(tmp_path, workers)

    def tell() -> None:
        while len(made.notes("began")) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    threading.Thread(target=tell, daemon=True).start()
    assert workers.run()
    assert sorted(made.notes("left")) == sorted(made.notes("began"))


def test_where_no_process_can_be_started_the_others_serve_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with hall(tmp_path, 2) as made:
        made.until(lambda: len(made.workers.serving_pids()) == 2)
        dead, other = made.workers.serving_pids()
        with monkeypatch.context() as patched:
            patched.setattr(module, "Worker", refuse)
            os.kill(dead, signal.SIGKILL)
            made.until(lambda: made.workers.serving_pids() == [other] or not is_there(dead))
            for _ in range(20):
                assert made.workers.turn()
        assert is_there(other)
        made.until(lambda: len(made.workers.serving_pids()) == 2)
