"""What the documents say of the code is made from the code."""

import os
from pathlib import Path

from invigilate.settings import table

DOCUMENT = Path(__file__).parents[2] / "docs" / "running-it.md"
MARK = "<!-- settings -->"


def expected() -> str:
    """The table of settings, as Markdown."""
    rows = "\n".join(f"| `{k.variable}` | {k.default or '–'} | {k.meaning} |" for k in table())
    return f"{MARK}\n\n| variable | default | what it is |\n|---|---|---|\n{rows}\n"


def test_the_table_of_settings_is_the_one_in_the_code() -> None:
    text = DOCUMENT.read_text()
    before, _, after = text.partition(MARK)
    if os.environ.get("INVIGILATE_WRITE_DOCS"):
        DOCUMENT.write_text(before + expected())
        return
    assert MARK + after == expected()
