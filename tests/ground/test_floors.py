"""The floors hold, and each contract that says so bites."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from grimp import ImportGraph
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.layers import LayersContract

from tests.ground.contracts import AtHome, Never, OnlyIn

ROOT = Path(__file__).parents[2]
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
KINDS: dict[str, Callable[..., Contract]] = {
    "layers": LayersContract,
    "never": Never,
    "only_in": OnlyIn,
    "at_home": AtHome,
}


def test_every_contract_is_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout


@pytest.mark.parametrize(
    ("importer", "imported", "broken"),
    [
        ("invigilate.cli.main", "invigilate.app", set()),
        ("invigilate.rooms.keeper", "invigilate.rooms.room", set()),
        ("invigilate.rooms.tables", "sqlalchemy", set()),
        ("invigilate.sessions.routes", "starlette", set()),
        ("invigilate.sessions.actions", "invigilate.sessions.tables", set()),
        ("invigilate.bus.redis", "redis", set()),
        ("invigilate.wire.codec", "msgpack", set()),
        ("invigilate.store.engine", "invigilate.app", {"floors"}),
        ("invigilate.api.build", "invigilate.app", {"floors"}),
        ("invigilate.sessions.routes", "invigilate.grading.routes", {"floors"}),
        ("invigilate.hub", "invigilate.sessions.actions", {"floors"}),
        ("invigilate.errors", "invigilate.rooms.events", {"floors"}),
        ("invigilate.codes", "random", {"pure"}),
        ("invigilate.wire.peer", "asyncio", {"pure"}),
        ("invigilate.rooms.timing", "time", {"pure"}),
        ("invigilate.rooms.room", "invigilate.clock", {"floors", "pure"}),
        ("invigilate.mail.letters", "invigilate.settings", {"floors", "pure"}),
        ("invigilate.grading.actions", "sqlalchemy", {"sql"}),
        ("invigilate.jobs", "sqlite3", {"sql"}),
        ("invigilate.rooms.keeper", "asyncpg", {"sql"}),
        ("invigilate.rooms.keeper", "starlette", {"web"}),
        ("invigilate.hub", "redis", {"redis"}),
        ("invigilate.bus.memory", "redis", {"redis"}),
        ("invigilate.grading.actions", "invigilate.rooms.tables", {"tables"}),
        ("invigilate.app", "invigilate.people.tables", {"tables"}),
        ("invigilate.rooms.keeper", "invigilate.sessions.model", {"rooms"}),
        ("invigilate.rooms.board", "invigilate.people.model", {"rooms"}),
    ],
)
def test_one_import_breaks_exactly_these_contracts(
    importer: str, imported: str, broken: set[str]
) -> None:
    assert broken_by(a_graph(importer, imported)) == broken


def test_a_clock_reached_through_another_module_breaks_the_pure_names() -> None:
    graph = a_graph("invigilate.rooms.room", "invigilate.rooms.watch")
    graph.add_import(importer="invigilate.rooms.watch", imported="time")
    assert broken_by(graph) == {"pure"}


def a_graph(importer: str, imported: str) -> ImportGraph:
    """One import, in a project in which hardly anything else stands yet."""
    graph = ImportGraph()
    for name in {*itertools.chain(packages_of(importer), packages_of(imported))}:
        graph.add_module(name, is_squashed=not name.startswith("invigilate"))
    graph.add_import(importer=importer, imported=imported)
    return graph


def packages_of(module: str) -> Iterator[str]:
    """The module's own name after those of the packages that it stands in."""
    return itertools.accumulate(module.split("."), "{}.{}".format)


def broken_by(graph: ImportGraph) -> set[str]:
    """The ids of the contracts of `pyproject.toml` that the graph breaks."""
    options: list[dict[str, Any]] = CONFIGURATION["contracts_options"]
    return {each["id"] for each in options if not is_kept(each, graph)}


def is_kept(options: dict[str, Any], graph: ImportGraph) -> bool:
    """Whether the contract described by `options` holds."""
    kind = KINDS[options["type"]]
    contract = kind(options["name"], CONFIGURATION["session_options"], options)
    return contract.check(graph, verbose=False).kept
