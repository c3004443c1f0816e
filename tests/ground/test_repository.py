"""What is tracked speaks of the project alone, and what a newcomer looks for is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of somebody's machine": r"(?<![\w.~-])/(?:[w]ork|[r]oot|[f]arm|(?:home|Users)/\w+)/",
    "a registry's host": r"(?:[r]egistry|[f]iles|[r]epo)\.(?:npmjs|yarnpkg|npmmirror|pythonhosted)"
    r"\.(?:org|com)|[p]ypi\.(?:python\.)?org|[d]eb\.debian\.org",
    "a download address in a lock": r'"[r]esolved":\s*"https?:',
}


def tracked() -> list[Path]:
    """Every file that git keeps and that is here, as paths from the top."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [Path(name) for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in tracked()
        for number, line in enumerate(lines_of(ROOT / name), 1)
        if pattern.search(line)
    ]
    assert found == []


def lines_of(path: Path) -> list[str]:
    """The file's lines; none where it is not text."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see /" + "home/somebody/notes", "a path of somebody's machine"),
        ("cd /" + "work/x", "a path of somebody's machine"),
        ("https://registry." + "npmjs.org/svelte", "a registry's host"),
        ("--index-url https://pypi." + "org/simple", "a registry's host"),
        ('"resolved' + '": "https://example.org/a.tgz"', "a download address in a lock"),
    ],
)
def test_the_patterns_find_what_they_are_for(line: str, what: str) -> None:
    assert [each for each, pattern in FORBIDDEN.items() if re.search(pattern, line)] == [what]


def test_no_lock_that_names_its_registry_is_tracked() -> None:
    assert [name for name in tracked() if name.name == "uv.lock"] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CHANGES.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "Procfile",
        "pyproject.toml",
        "requirements.lock",
        "docs/words.md",
        "docs/decisions",
        "bench",
        "web/package-lock.json",
    ],
)
def test_a_newcomer_finds(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", [".ci/run", "scripts/setup", "scripts/need-servers"])
def test_a_script_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
