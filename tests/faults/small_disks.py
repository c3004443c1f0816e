"""A folder on a small disk of its own, and that disk filled to its last byte. As root, on Linux."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

MIB = 1024 * 1024
PIECE = b"\0" * 65_536


def may_mount() -> bool:
    """Whether this process may make a disk."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


@asynccontextmanager
async def on_a_small_disk(folder: Path, room_mib: int) -> AsyncIterator[None]:
    """The folder lies on a disk with so much room beside what is in it; at the end it is back.

    Nobody may have a file open there when it begins and when it ends.
    """
    options = _options(folder, room_mib)
    with tempfile.TemporaryDirectory(prefix="invigilate-aside-") as made:
        aside = Path(made)
        await asyncio.to_thread(_move, folder, aside)
        try:
            _order("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
            try:
                await asyncio.to_thread(_move, aside, folder)
                yield
            finally:
                await asyncio.to_thread(_move, folder, aside)
                _order("umount", str(folder))
        finally:
            await asyncio.to_thread(_move, aside, folder)


def fill(folder: Path) -> Path:
    """Takes every byte that is left there; gives the file that holds them."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("ab", buffering=0) as file:
        size = len(PIECE)
        while size:
            try:
                while file.write(PIECE[:size]) == size:
                    pass
            except OSError:
                size //= 16
    return filler


def left(folder: Path) -> int:
    """Bytes that are free there."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def _options(folder: Path, room_mib: int) -> str:
    used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    owner = folder.stat()
    size = f"size={used // MIB + 1 + room_mib}m"
    return f"{size},mode=700,uid={owner.st_uid},gid={owner.st_gid}"


def _move(here: Path, there: Path) -> None:
    # Through cp: it keeps owners, links and modes, from one disk to another.
    _order("cp", "-a", f"{here}/.", str(there))
    for each in list(here.iterdir()):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()


def _order(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
