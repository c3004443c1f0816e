"""The server itself, on a disk on which each sync takes longer.

Started as `python -m tests.faults.slowly serve`; SLOW_SYNC_MS says by how much. The kernel stops
the slow calls alone (seccomp), which strace can only have it do for a program that it starts
itself: one that it attaches to is stopped at every call, and slow for that. The calls stand in the
file `syncs` beside the data. The server keeps this process's number.
"""

import os
import sys
from pathlib import Path

SYNCS = "fsync,fdatasync"
TOLD = "syncs"


def words() -> list[str]:
    """The program to become, and what it is told."""
    told = Path(os.environ["INVIGILATE_DATA_FOLDER"]) / TOLD
    late = int(os.environ["SLOW_SYNC_MS"]) * 1_000
    return [
        *("strace", "-D", "-f", "--seccomp-bpf", "-o", str(told)),
        *("-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:delay_enter={late}"),
        *(sys.executable, "-m", "invigilate", *sys.argv[1:]),
    ]


if __name__ == "__main__":
    os.execvp("strace", words())
