"""A copy of the tree into which one bug at a time is put, and taken out again.

What is kept under version control is copied, changes of the day included; what was installed or
built is used where it is. A copy needs no more than a folder: nothing here runs any test.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
USED = (".venv", "web/node_modules", "invigilate/static")
"""Neither kept nor copied."""


class DoesNotApply(Exception):
    """The tree has no place any more where this patch fits."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One copy, for one bug at a time."""

    folder: Path

    @contextmanager
    def having(self, patch: Path, files: tuple[str, ...]) -> Iterator[None]:
        """The tree with this patch, for a while. Raises DoesNotApply."""
        before = {file: (self.folder / file).read_bytes() for file in files if self._has(file)}
        apply(self.folder, patch)
        try:
            self._forget_compiled(files)
            yield
        finally:
            for file, content in before.items():
                (self.folder / file).write_bytes(content)
            self._forget_compiled(files)

    def _has(self, file: str) -> bool:
        return (self.folder / file).is_file()

    def _forget_compiled(self, files: tuple[str, ...]) -> None:
        """Python compares seconds and lengths: a bug of one sign more or less could go unseen."""
        for file in map(Path, files):
            for old in (self.folder / file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
                old.unlink()


def copied(into: Path, source: Path = ROOT) -> Tree:
    """A copy of the source's tree in an empty folder."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listed, cwd=source, check=True, capture_output=True, text=True)
    for name in filter(None, told.stdout.split("\0")):
        if (source / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, into / name)
            shutil.copymode(source / name, into / name)
    for name in USED:
        if (source / name).exists():
            (into / name).symlink_to((source / name).resolve())
    return Tree(into)


def apply(folder: Path, patch: Path, *, only_look: bool = False) -> None:
    """Puts a patch into a folder, or says whether that could be done. Raises DoesNotApply."""
    look = ["--check"] if only_look else []
    done = subprocess.run(
        ["git", "apply", *look, str(patch)], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise DoesNotApply(done.stderr.strip().splitlines()[0])
