"""What a server tells of itself to Prometheus: how much, how fast, how often; never who.

No label names a person, a seat, a session or a code. Several workers write into files of one
folder (`PROMETHEUS_MULTIPROC_DIR`, made by their parent), so whichever is asked answers for all.
"""

import os
import shutil
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"invigilate_{name}", meaning, labels)


def _seconds(name: str, meaning: str) -> Histogram:
    return Histogram(f"invigilate_{name}_seconds", meaning, buckets=_FAST)


def _sum(name: str, meaning: str, *labels: str) -> Gauge:
    """Of all workers that live."""
    return Gauge(f"invigilate_{name}", meaning, labels, multiprocess_mode="livesum")


def _worst(name: str, meaning: str) -> Gauge:
    """Of the worker that has the most of it."""
    return Gauge(f"invigilate_{name}", meaning, multiprocess_mode="livemax")


ANSWER_TO_ACK = _seconds("answer_to_ack", "From a change's arrival to its acknowledgement.")
COMMIT = _seconds("commit", "One transaction of the keeper, deciding included.")
HANDSHAKE = _seconds("handshake", "From a socket's acceptance to its Welcome.")
LOOP_LAG = _seconds("loop_lag", "How much later than asked the event loop wakes a sleeper.")
FANOUT = _seconds("fanout", "Waking everyone whom news concern, once.")
BATCH_SIZE = Histogram("invigilate_batch_size", "Commands in one transaction.", buckets=_SIZES)
FRAMES_PER_WRITE = Histogram(
    "invigilate_frames_per_write", "Frames handed to a socket at once.", buckets=_SIZES
)

COMMANDS = _counter("commands", "Commands decided and committed.")
FAILED_COMMITS = _counter("failed_commits", "Transactions that failed, or nobody knows.")
ALARMS = _counter("alarms", "Alarms raised: see the log.")
HANDSHAKES_REFUSED = _counter("handshakes_refused", "Sockets that were told to come again later.")
ABORTED_SLOW = _counter("aborted_slow", "Readers cut because they read too slowly.")
RECOVERIES = _counter("recoveries", "Readers brought up to date, by what.", "way")
GAPS = _counter("gaps", "Events that the bus did not bring, by how they were missed.", "noticed")
PUBLISH_DROPPED = _counter("publish_dropped", "Messages to other workers that never left.")

SOCKETS = _sum("ws_open", "Sockets open now.", "role")
ROOMS = _sum("rooms_live", "Sessions held in memory now.")
LAGGING = _sum("lagging", "Readers with something still to be sent.")
BUS_PROBE = _worst("bus_probe_seconds", "The last round trip through the bus.")
BUS_HEALTHY = Gauge("invigilate_bus_healthy", "1: news come and go.", multiprocess_mode="livemin")
CLOCK_ALARM = _worst("clock_alarm", "1: the clock jumped, and nobody is ended by time.")


def shown() -> bytes:
    """All of it, of all workers, as Prometheus reads it (text format 0.0.4)."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def share(folder: Path) -> None:
    """Called by the parent before it starts a worker: an empty folder for all of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[FOLDER] = str(folder)


def buried(pid: int) -> None:
    """Called by the parent: a worker is gone, and so is what it had open. Counts stay."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
