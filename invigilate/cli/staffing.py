"""`person add`, and the first organisation."""

import os
import secrets

from invigilate import settings as knobs
from invigilate.cli.saying import err, out
from invigilate.clock import WallClock
from invigilate.errors import NotValid
from invigilate.ids import PersonId
from invigilate.people import actions
from invigilate.people.actions import NewPerson
from invigilate.people.model import Asker, Organisation, Role
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import migrate

PASSWORD = "INVIGILATE_PASSWORD"


async def add(name: str, roles: list[str], organisation: str, shown: str) -> None:
    """Adds a person; the organisation is made with its first one."""
    settings = knobs.read()
    await migrate(settings.database)
    password = os.environ.get(PASSWORD, "") or secrets.token_urlsafe(12)
    person = NewPerson(name, shown, password, tuple(_role(role) for role in roles))
    engine = open_engine(settings)
    try:
        await add_to(engine, organisation, person)
    finally:
        await engine.close()
    if PASSWORD not in os.environ:
        err.print("The password is shown once:")
        out.print(password, markup=False)


async def add_to(engine: Engine, organisation: str, person: NewPerson) -> Organisation:
    """Adds a person to an organisation by its name, made where it is missing."""
    clock = WallClock()
    known = await actions.all_organisations(engine)
    named = [each for each in known if organisation in ("", each.name)]
    if (organisation and not named) or not known:
        made, _ = await actions.found(engine, clock, organisation or "School", person)
        return made
    if len(named) > 1:
        names = ", ".join(each.name for each in named)
        raise NotValid("organisation", f"Say which organisation with --organisation: {names}.")
    await actions.add_person(engine, clock, house(named[0]), person)
    return named[0]


def house(organisation: Organisation) -> Asker:
    """Whoever runs the server, at the command line."""
    return Asker(PersonId("command-line"), organisation.id, (Role.OFFICE,), "", "command-line")


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise NotValid("role", f"“{text}” is no role; say office or proctor.") from None
