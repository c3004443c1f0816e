"""How the command line speaks: plain lines, and refusals as one sentence without a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from invigilate.errors import Refused, Unavailable
from invigilate.store.sole_server import AlreadyServed

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def is_terminal() -> bool:
    """Whether a person watches: else progress is told in plain lines."""
    return sys.stdout.isatty()


@contextmanager
def refused() -> Iterator[None]:
    """A refusal ends the command with its sentence: status 2, and 1 where a server is running."""
    try:
        yield
    except AlreadyServed as refusal:
        err.print(f"invigilate: {refusal.sentence}", markup=False)
        raise typer.Exit(1) from None
    except Refused as refusal:
        err.print(f"invigilate: {refusal.sentence}", markup=False)
        raise typer.Exit(2) from None
    except Unavailable as fault:
        err.print(f"invigilate: the store cannot be reached: {fault}", markup=False)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
