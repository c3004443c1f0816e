"""What the demo prints: where to go, the code, and who may sign in."""

import sys

from msgspec import Struct, json

from invigilate.cli import authority
from invigilate.cli.saying import out

DESKS = 24
"""Students on the demo's roster, numbered from 1001."""


class Shown(Struct, frozen=True, omit_defaults=True):
    """All that is printed; `--json` as one line."""

    url: str
    board_url: str
    code: str
    staff: str
    password: str
    office: str
    office_password: str
    already_running: int = 0
    """The process that runs it already; 0 and left out of the JSON: this one."""


def tell(shown: Shown, trust: str | None) -> None:
    """The lines for a person; `trust` is the authority's file where the hall must trust it."""
    if shown.already_running:
        line = f"\n  The demo runs already, as process {shown.already_running}; none was started."
        out.print(line, markup=False)
    out.print(f"\n  Students join at   {shown.url}   with the code   {shown.code}", markup=False)
    out.print(f"                     candidate numbers 1001 to {1000 + DESKS}, or as guests")
    out.print(f"  The board          {shown.board_url}", markup=False)
    out.print(f"                     {shown.staff} / {shown.password}", markup=False)
    out.print(f"  The office         {shown.url}/office", markup=False)
    out.print(f"                     {shown.office} / {shown.office_password}\n", markup=False)
    if trust:
        out.print(authority.how_to_trust(trust), markup=False)
    if shown.already_running:
        stops = f"  `kill {shown.already_running}` stops it; --data FOLDER runs another beside it."
        out.print(stops, markup=False)
    else:
        out.print("  Ctrl-C stops it.", markup=False)


def tell_as_json(shown: Shown) -> None:
    """The same for programs."""
    sys.stdout.buffer.write(json.encode(shown) + b"\n")
    sys.stdout.flush()
