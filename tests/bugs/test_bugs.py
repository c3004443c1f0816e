"""The seeded bugs are kept in order, and what hunts them is not easily satisfied."""

import subprocess
from pathlib import Path

import pytest

from tests.bugs.hunting import Outcome, judged
from tests.bugs.report import written
from tests.bugs.seeded import FOLDER, Killer, Seeded, every_bug, is_there, killer, read
from tests.bugs.tree import ROOT, DoesNotApply, Tree, apply, copied
from tests.bugs.trying import tried

PRODUCT = "def paused_ms(since, until):\n    return until - since\n"
TESTS = """from product import paused_ms


def test_a_pause_is_as_long_as_it_was():
    assert paused_ms(1, 3) == 2


def test_what_is_looked_at_nowhere():
    assert True
"""
HEAD = "Bug: A pause costs time.\nBy: known\nKilled by: tests/test_product.py::{}\n\n"
DIFF = """diff --git a/product.py b/product.py
--- a/product.py
+++ b/product.py
@@ -1,2 +1,2 @@
 def paused_ms(since, until):
-    return {old}
+    return {new}
"""
NOTICES, LOOKS_AWAY = "test_a_pause_is_as_long_as_it_was", "test_what_is_looked_at_nowhere"


def test_there_are_enough_of_them_and_each_says_what_it_must() -> None:
    bugs = every_bug()
    assert len(bugs) >= 30
    assert sum(bug.by == "blind" for bug in bugs) >= 10
    assert [bug.number for bug in bugs] == [f"{n:02}" for n in range(1, len(bugs) + 1)]
    assert sorted(FOLDER.glob("*.patch")) == [bug.path for bug in bugs]


@pytest.mark.parametrize("bug", every_bug(), ids=lambda bug: bug.path.stem)
def test_each_applies_to_product_code_and_names_tests_that_are_there(bug: Seeded) -> None:
    apply(ROOT, bug.path, only_look=True)
    assert [file for file in bug.files if not file.startswith(("invigilate/", "web/src/"))] == []
    assert [str(test) for test in bug.killers if not is_there(ROOT, test)] == []


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("By: known\nKilled by: tests/a.py::test_b\n", id="no bug"),
        pytest.param("Bug: A.\nKilled by: tests/a.py::test_b\n", id="by nobody"),
        pytest.param("Bug: A.\nBy: chance\nKilled by: tests/a.py::test_b\n", id="by another"),
        pytest.param("Bug: A.\nBy: known\n", id="killed by nothing"),
        pytest.param("Bug: A.\nBy: known\nKilled by: the suite\n", id="killed by no test"),
    ],
)
def test_a_patch_that_does_not_say_so_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "01-a-bug.patch"
    path.write_text(head + "\n" + DIFF.format(old="until - since", new="0"))
    with pytest.raises(ValueError, match=r"say|names no test"):
        read(path)


def test_a_test_is_named_as_pytest_or_vitest_would() -> None:
    web = 'web: src/live/link.test.ts -t "sends a choice at once"'
    told = [killer(web), killer("tests/a.py::test_b[sqlite-1]")]
    assert told == [
        Killer("src/live/link.test.ts", "sends a choice at once", is_web=True),
        Killer("tests/a.py", "test_b", "[sqlite-1]"),
    ]
    assert [str(test) for test in told] == [web, "tests/a.py::test_b[sqlite-1]"]
    assert not is_there(ROOT, told[1])


# --- hunting, in a tree of our own ----------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A tree under version control, with one function, two tests and our interpreter."""
    source = tmp_path / "source"
    (source / "tests").mkdir(parents=True)
    (source / "product.py").write_text(PRODUCT)
    (source / "tests" / "test_product.py").write_text(TESTS)
    (source / ".gitignore").write_text(".venv\n")
    (source / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["git", "init", "--quiet"], cwd=source, check=True)
    return source


@pytest.fixture
def tree(source: Path, tmp_path: Path) -> Tree:
    (tmp_path / "copy").mkdir()
    return copied(tmp_path / "copy", source)


def seeded(folder: Path, new: str, test: str = NOTICES, old: str = "until - since") -> Seeded:
    """A bug of that tree."""
    path = folder / "01-a-pause-costs-time.patch"
    path.write_text(HEAD.format(test) + DIFF.format(old=old, new=new))
    return read(path)


def test_a_copy_has_what_is_kept_and_uses_what_is_not(tree: Tree) -> None:
    kept = sorted(path.name for path in tree.folder.iterdir())
    assert kept == [".gitignore", ".venv", "product.py", "tests"]
    assert (tree.folder / ".venv").resolve() == (ROOT / ".venv").resolve()


def test_a_bug_that_is_noticed_is_killed_and_the_tree_is_as_before(
    tree: Tree, tmp_path: Path
) -> None:
    bug = seeded(tmp_path, "until + since")
    outcome = judged(tree, bug, frozenset(bug.killers))
    assert outcome == Outcome(bug, "killed")
    assert (tree.folder / "product.py").read_text() == PRODUCT
    assert tried(tree.folder, bug.killers).passed == frozenset(bug.killers)


def test_a_bug_that_changes_nothing_survives(tree: Tree, tmp_path: Path) -> None:
    bug = seeded(tmp_path, "-since + until")
    outcome = judged(tree, bug, frozenset(bug.killers))
    assert outcome == Outcome(bug, "survived", f"tests/test_product.py::{NOTICES}")


def test_a_bug_at_which_its_test_does_not_look_survives(tree: Tree, tmp_path: Path) -> None:
    bug = seeded(tmp_path, "0", LOOKS_AWAY)
    assert judged(tree, bug, frozenset(bug.killers)).word == "survived"


def test_a_bug_after_which_nothing_can_be_imported_is_not_killed(
    tree: Tree, tmp_path: Path
) -> None:
    bug = seeded(tmp_path, "until -")
    assert judged(tree, bug, frozenset(bug.killers)).word == "survived"


def test_a_bug_that_has_no_place_any_more_is_told(tree: Tree, tmp_path: Path) -> None:
    bug = seeded(tmp_path, "0", old="since - until")
    assert judged(tree, bug, frozenset(bug.killers)).word == "does not apply"
    with pytest.raises(DoesNotApply):
        apply(tree.folder, bug.path, only_look=True)


def test_a_test_that_fails_anyway_kills_nothing(tree: Tree, tmp_path: Path) -> None:
    bug = seeded(tmp_path, "0")
    outcome = judged(tree, bug, frozenset())
    assert outcome == Outcome(bug, "fails without it", f"tests/test_product.py::{NOTICES}")


def test_what_is_not_there_or_takes_too_long_says_nothing(tree: Tree) -> None:
    gone = killer("tests/test_product.py::test_that_nobody_wrote")
    there = killer(f"tests/test_product.py::{NOTICES}")
    assert tried(tree.folder, [gone]).passed == frozenset()
    late = tried(tree.folder, [there], seconds=0.01)
    assert (late.passed, late.failed) == (frozenset(), frozenset())
    assert late.trouble == "not done within 0 s"


def test_the_page_names_survivors(tmp_path: Path) -> None:
    bug = seeded(tmp_path, "0")
    page = written([Outcome(bug, "killed"), Outcome(bug, "survived", "none looked")])
    assert "**1 of 2 are killed, 0 of them blind.** Survivors: 01." in page
    assert page.splitlines()[-1] == (
        f"| 01 | A pause costs time. | known | `tests/test_product.py::{NOTICES}` |"
        " **survived**: none looked |"
    )
