"""The sum of a text that goes with every change of it: CRC-32 against FNV-1a.

    python -m bench.summing

Both over the same texts, in turns, each for a tenth of a second; microseconds for one sum.
"""

import time
from collections.abc import Callable

from bench.figures import Findings, spread
from invigilate.rooms.texts import crc32

TURNS = 5
SECONDS = 0.1
SENTENCE = "Plants make sugar from light – and from water. "
LENGTHS = (300, 3_000, 30_000)


def fnv1a(text: str) -> int:
    """32-bit FNV-1a over UTF-8 (draft-eastlake-fnv, §2 and §5)."""
    total = 0x811C9DC5
    for byte in text.encode():
        total = ((total ^ byte) * 0x01000193) & 0xFFFFFFFF
    return total


def micros(summed: Callable[[str], int], text: str) -> float:
    """How long one sum takes."""
    times, start = 0, time.perf_counter()
    while (took := time.perf_counter() - start) < SECONDS:
        summed(text)
        times += 1
    return took / times * 1e6


def run() -> None:
    """Everything, to the table."""
    found = Findings("summing", "The sum of a text", "python -m bench.summing")
    rows = []
    for length in LENGTHS:
        text = (SENTENCE * (length // len(SENTENCE) + 1))[:length]
        pairs = [(micros(fnv1a, text), micros(crc32, text)) for _ in range(TURNS)]
        old, new = ([pair[which] for pair in pairs] for which in (0, 1))
        ratios = [one / other for one, other in pairs]
        rows.append((f"{length:,}", spread(old), spread(new), spread(ratios)))
    head = ("characters", "FNV-1a, µs", "CRC-32, µs", "ratio, min · median · max")
    found.table(head, rows)
    found.keep()


if __name__ == "__main__":
    run()
