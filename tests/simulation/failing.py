"""Seeds that once failed: each is a small file that is run for ever after."""

from pathlib import Path

from msgspec import Struct, json

from tests.simulation.sitting import Outcome, Shape

FOLDER = Path(__file__).parent / "failures"


class Failure(Struct, frozen=True):
    """A seed, the shape of its sitting, and what was found in it at the time."""

    seed: int
    shape: Shape
    found: list[str]


def kept() -> list[Path]:
    """The files, in order."""
    return sorted(FOLDER.glob("*.json"))


def read(path: Path) -> Failure:
    """One of them. Raises msgspec.DecodeError."""
    return json.decode(path.read_bytes(), type=Failure)


def write(outcome: Outcome, shape: Shape) -> Path:
    """Keeps a seed that failed just now."""
    found = [str(finding) for finding in outcome.findings[:5]]
    failure = Failure(outcome.seed, shape, found)
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{outcome.seed}.json"
    path.write_bytes(json.format(json.encode(failure), indent=2) + b"\n")
    return path
