"""`demo.json` beside the demo's data: its accounts, and the session shown last."""

import os
import secrets
from pathlib import Path

from msgspec import Struct, json

from invigilate.cli.staffing import add_to
from invigilate.people.actions import NewPerson
from invigilate.people.model import Role
from invigilate.settings import Settings
from invigilate.store.engine import open_engine

SCHOOL = "Demo School"
FILE = "demo.json"


class Accounts(Struct):
    """Who may sign in, and what was made for them."""

    office: str
    office_password: str
    proctor: str
    proctor_password: str
    edition: str = ""
    session: str = ""


def kept(data: Path) -> Accounts | None:
    """The accounts of the demo in this folder; None where there has been none."""
    file = data / FILE
    return json.decode(file.read_bytes(), type=Accounts) if file.exists() else None


def keep(data: Path, accounts: Accounts) -> None:
    """Writes them down, for this user alone."""
    text = json.format(json.encode(accounts), indent=2) + b"\n"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(data / FILE, flags, 0o600), "wb") as file:
        file.write(text)


async def kept_or_made(data: Path, settings: Settings) -> Accounts:
    """The same accounts as before, or new ones in a database that has its tables."""
    accounts = kept(data)
    if accounts is not None:
        return accounts
    accounts = Accounts("office", secrets.token_urlsafe(9), "proctor", secrets.token_urlsafe(9))
    engine = open_engine(settings)
    try:
        for name, password, role in (
            (accounts.office, accounts.office_password, Role.OFFICE),
            (accounts.proctor, accounts.proctor_password, Role.PROCTOR),
        ):
            shown = f"Demo {name}"
            await add_to(engine, SCHOOL, NewPerson(name, shown, password, (role,)))
    finally:
        await engine.close()
    keep(data, accounts)
    return accounts
