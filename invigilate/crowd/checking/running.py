"""I9 and I10: how the server itself fares, by what the harness measured of it."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from msgspec import Struct

from invigilate.crowd.checking.findings import Finding
from invigilate.crowd.checking.history import Aftermath, Sample
from invigilate.rooms.log import Head


class Bounds(Struct, frozen=True):
    """What a server process may take at any moment."""

    queue_bytes: int = 1024 * 1024
    """For one client."""
    rss_bytes: int = 150_000_000
    rss_bytes_each: int = 60_000
    """And so much more for each client."""
    lag_ms: float = 100
    """The event loop, 999 times in 1,000."""


def healed(aftermath: Aftermath, heads: Mapping[str, Head]) -> Iterator[Finding]:
    """I9: journals empty, pages at the head, nothing left behind."""
    for device, waiting in aftermath.journals.items():
        if waiting:
            yield Finding("I9", f"journal {device}", f"{waiting} unacknowledged", "none")
    for page, (room, version) in aftermath.positions.items():
        head = heads.get(room)
        if head is not None and version != head.version:
            yield Finding("I9", f"page {page}", f"version {version}", f"{head.version}, the head")
    for what, (before, now) in aftermath.left.items():
        if now != before:
            yield Finding("I9", what, f"{now}", f"{before}, as before the run")


def bounded(samples: Sequence[Sample], bounds: Bounds) -> Iterator[Finding]:
    """I10: at every moment."""
    for n, sample in enumerate(samples):
        where = f"sample {n}"
        if sample.queue_bytes > bounds.queue_bytes:
            seen = f"{sample.queue_bytes} bytes wait for one client"
            yield Finding("I10", where, seen, f"{bounds.queue_bytes} at most")
        most = bounds.rss_bytes + bounds.rss_bytes_each * sample.clients
        if sample.rss_bytes > most:
            seen = f"{sample.rss_bytes} bytes resident with {sample.clients} clients"
            yield Finding("I10", where, seen, f"{most} at most")
    if samples:
        lags = sorted(sample.lag_ms for sample in samples)
        lag = lags[ceil(0.999 * len(lags)) - 1]
        if lag > bounds.lag_ms:
            yield Finding("I10", "event loop", f"{lag:.0f} ms late (p99.9)", f"{bounds.lag_ms} ms")
