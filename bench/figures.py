"""What a bench found out, printed and written down by the bench itself."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results"


class Findings:
    """Lines of Markdown: printed at once, and kept in `results/<name>.md`."""

    def __init__(self, name: str, title: str, how: str) -> None:
        self._path = RESULTS / f"{name}.md"
        self._lines: list[str] = []
        self.line(f"# {title}")
        self.line()
        self.line(f"Written by `{how}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {machine()}.")
        self.line("Read the ratios; the absolutes are this machine's.")

    def line(self, text: str = "") -> None:
        """One line."""
        print(text, flush=True)
        self._lines.append(text)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table; numbers as they come."""
        self.line()
        self.line(f"| {' | '.join(head)} |")
        self.line(f"|{'---|' * len(head)}")
        for row in rows:
            self.line(f"| {' | '.join(shown(cell) for cell in row)} |")

    def keep(self) -> None:
        """Writes them down."""
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text("\n".join(self._lines) + "\n")


def machine() -> str:
    """The class of machine, with what else it was busy with."""
    load = os.getloadavg()[0]
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} shared cores, Python {version}, load {load:.1f} at the start"


def shown(cell: object) -> str:
    """A number with three digits that count, anything else as it is."""
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.3g}"


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies, nearest rank. NaN where there are none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))] if ranked else float("nan")


def spread(values: Sequence[float]) -> str:
    """min · median · max."""
    return f"{shown(min(values))} · {shown(median(values))} · {shown(max(values))}"
