"""What is made from the structs is as they are now."""

from pathlib import Path

import pytest

from invigilate.wire import described, staff_rules, typescript
from invigilate.wire.kinds import kind_of, structs

ROOT = Path(__file__).parents[2]


def test_the_browsers_types_are_current() -> None:
    """Else: `python -m invigilate.wire.typescript web/src/live`."""
    assert (ROOT / "web/src/live/frames.ts").read_text() == typescript.text()
    assert (ROOT / "web/src/live/staff-shapes.ts").read_text() == typescript.staff_text()
    assert (ROOT / "web/src/live/staff-rules.ts").read_text() == staff_rules.text()


def test_the_documents_tables_are_current() -> None:
    """Else: `python -m invigilate.wire.described docs/wire.md`."""
    page = (ROOT / "docs/wire.md").read_text()
    assert described.filled(page) == page


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="frames"):
        described.filled("# The wire\n")


def test_every_struct_has_a_name_of_its_own() -> None:
    names = [struct.__name__ for struct in structs()]
    assert sorted(set(names)) == sorted(names)


def test_a_type_that_the_wire_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        kind_of(bytes)
