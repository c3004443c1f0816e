"""The server itself, but for where its pages lie: in a copy of them, which a story renews.

Started as `python -m tests.stories.renewed serve`; STATIC names the folder.
"""

import os
import re
from pathlib import Path

from invigilate.api import pages
from invigilate.cli.main import app


def renew_before_worker(static: Path) -> None:
    """Puts another build into the folder: the exam page, and its files under new names.

    As a deployment does, it leaves nothing of the old one behind. The worker is still the old one.
    """
    files = _files(static)
    for file in [static / "exam.html", *(static / "assets" / name for name in files)]:
        text = _renamed(file.read_text(), files)
        file.unlink()
        file.with_name(files.get(file.name, file.name)).write_text(text)


def renew_worker(static: Path) -> None:
    """What a deployment brings last: the worker of the build that is there."""
    worker = static / "sw.js"
    text = _renamed(worker.read_text(), _files(static))
    worker.write_text(re.sub(r"version:`\w+`", "version:`renewed`", text))


def _files(static: Path) -> dict[str, str]:
    """The worker's files, and what each is called in the next build."""
    found = re.findall(r"/static/assets/([\w.-]+)", (static / "sw.js").read_text())
    return {name: name.replace(".", "-renewed.", 1) for name in sorted(set(found))}


def _renamed(text: str, files: dict[str, str]) -> str:
    for before, after in files.items():
        text = text.replace(before, after)
    return text


if "STATIC" in os.environ:  # in each worker too: a spawned process reads this module again
    vars(pages).update(STATIC=Path(os.environ["STATIC"]))

if __name__ == "__main__":
    app()
