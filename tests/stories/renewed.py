"""The server itself, but for where its pages lie: in a copy of them, which a story renews.

Started as `python -m tests.stories.renewed serve`; STATIC names the folder.
"""

import os
import re
from pathlib import Path

from invigilate.api import pages
from invigilate.cli.main import app


def renew(static: Path) -> None:
    """Puts another build into the folder: every file of the exam page under a new name.

    As a deployment does, it leaves nothing of the old one behind.
    """
    worker = (static / "sw.js").read_text()
    old = sorted({Path(path).name for path in re.findall(r"/static/assets/[\w.-]+", worker)})
    renamed = {name: name.replace(".", "-renewed.", 1) for name in old}
    files = [static / "exam.html", static / "sw.js", *(static / "assets" / name for name in old)]
    for file in files:
        text = file.read_text()
        for before, after in renamed.items():
            text = text.replace(before, after)
        if file.name == "sw.js":
            text = re.sub(r"version:`\w+`", "version:`renewed`", text)
        file.unlink()
        file.with_name(renamed.get(file.name, file.name)).write_text(text)


if "STATIC" in os.environ:  # in each worker too: a spawned process reads this module again
    vars(pages).update(STATIC=Path(os.environ["STATIC"]))

if __name__ == "__main__":
    app()
