"""`import`: a file into a bank, with the account of every item."""

import asyncio
from pathlib import Path

from invigilate import settings as knobs
from invigilate.assessments import actions
from invigilate.assessments.importing import import_file as take_file
from invigilate.assessments.model import Report
from invigilate.cli.saying import out
from invigilate.cli.staffing import house
from invigilate.clock import WallClock
from invigilate.errors import NotValid
from invigilate.people.actions import all_organisations
from invigilate.people.model import Asker
from invigilate.store.engine import Engine, open_engine
from invigilate.store.migrate import migrate


async def import_file(file: Path, bank: str, organisation: str, publish: bool) -> None:
    """Imports and prints the report; raises Refused with what is wrong with the file as a whole."""
    settings = knobs.read()
    await migrate(settings.database)
    data = await asyncio.to_thread(_content, file)
    engine, clock = open_engine(settings), WallClock()
    try:
        asker = await _asker(engine, organisation)
        report = await take_file(
            engine, clock, asker, await _bank(engine, clock, asker, bank), file.name, data
        )
        _tell(report)
        if publish and report.assessment is not None:
            made = await actions.publish(engine, clock, asker, report.assessment.assessment)
            out.print(f"Published as edition {made.number}: {made.edition}", markup=False)
    finally:
        await engine.close()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise NotValid("file", f"{file} cannot be read: {fault.strerror}.") from None


async def _asker(engine: Engine, organisation: str) -> Asker:
    known = [each for each in await all_organisations(engine) if organisation in ("", each.name)]
    if len(known) != 1:
        sentence = "There is no organisation yet: run `invigilate person add` first."
        if known:
            sentence = f"Say which with --organisation: {', '.join(o.name for o in known)}."
        raise NotValid("organisation", sentence)
    return house(known[0])


async def _bank(engine: Engine, clock: WallClock, asker: Asker, title: str) -> str:
    for bank in await actions.list_banks(engine, asker):
        if bank.title == title:
            return bank.bank
    return (await actions.add_bank(engine, clock, asker, title)).bank


def _tell(report: Report) -> None:
    for line in report.items:
        if line.verdict != "taken":
            out.print(f"{line.verdict}: {line.id} ({line.place}): {line.why}", markup=False)
    counts = (
        f"{len(report.items)} items: {report.taken} taken, {report.warned} with a warning, "
        f"{report.refused} refused, {report.not_deliverable} not deliverable"
    )
    out.print(counts, markup=False)
    if report.assessment is not None:
        out.print(f"Assessment “{report.assessment.title}”, a draft.", markup=False)
