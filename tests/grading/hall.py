"""A hall that sits a paper: its booklets, its seals, and the office that reads the results."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import insert
from starlette.requests import Request

from invigilate.api import asking
from invigilate.assessments import routes as assessments
from invigilate.assessments.actions import outline_of
from invigilate.assessments.delivering import DeliveredOption, DeliveredSlot
from invigilate.assessments.items import Kind
from invigilate.errors import NotFound
from invigilate.grading import routes as grading
from invigilate.grading.actions import KIND, Marker
from invigilate.ids import DeviceId, EditionId, OrganisationId, RoomId, SeatId
from invigilate.jobs import Jobs
from invigilate.people import routes as people
from invigilate.people.model import Right
from invigilate.rooms.plan import Value
from invigilate.rooms.record import Booklet, Booklets, HeldChange, SealOf
from invigilate.store import work
from invigilate.store.engine import Connection, Engine
from invigilate.store.schema import room_seal
from tests.api.apps import app_of
from tests.assessments.office import Office, PaperParts, choice, essay, paper
from tests.people.school import founded

SESSION = "session-1"
ROOM = RoomId("room-1")


@dataclass(frozen=True)
class GradingParts(PaperParts):
    """Parts with one session in one room, whose booklets a test writes."""

    sessions: dict[str, tuple[OrganisationId, RoomId, EditionId]] = field(default_factory=dict)
    written: dict[RoomId, list[Booklet]] = field(default_factory=dict)

    async def session_for(
        self, request: Request, session_id: str
    ) -> tuple[OrganisationId, RoomId, EditionId]:
        asker = await asking.asker(request, Right.SESSIONS_SEE)
        found = self.sessions.get(session_id)
        if found is None or found[0] != asker.organisation_id:
            raise NotFound("no-such-session", "There is none, or it is not yours to see.")
        return found

    async def booklets(self, room_id: RoomId) -> Booklets:
        if room_id not in self.written:
            raise NotFound("no-session", "Nothing happened in this session yet.")
        return Booklets(room_id, "", "", 1, "", self.written[room_id])


class Hall:
    """A session of a paper with two choices of 2 points and an essay of 5."""

    def __init__(self, office: Office, parts: GradingParts, edition: dict[str, Any]) -> None:
        self.office = office
        self.parts = parts
        self.edition = edition
        self.marker = Marker(parts.engine, parts.clock)

    async def whole(self) -> str:
        """The whole name of the edition, which a seal carries."""
        async with self.parts.engine.reading() as connection:
            outline = await outline_of(
                connection, self.office.organisation, self.edition["edition"]
            )
        return outline.whole

    async def seal(self, seat: str, number: int, *answers: tuple[str, Value]) -> None:
        """Store a seal and ask for its marks, as the keeper does."""
        body = msgspec.json.encode({"number": seat, "name": seat.title(), "answers": answers})
        row = {
            "organisation_id": self.office.organisation,
            "room_id": ROOM,
            "seat_id": seat,
            "seal": number,
            "edition": await self.whole(),
            "body": body,
            "fingerprint": "",
            "at": 0,
        }
        async with self.parts.engine.writing() as connection:
            await connection.execute(insert(room_seal), row)
            await self.ask(connection, seat, number)

    async def ask(self, connection: Connection, seat: str, number: int) -> bool:
        return await work.put(
            connection,
            KIND,
            self.office.organisation,
            due_at=0,
            body={"room": ROOM, "seat": seat, "seal": number},
            key=f"{ROOM}/{seat}/{number}",
        )

    async def mark(self) -> int:
        """Do the marking that is due; how many seals it was."""
        functions = {KIND: self.marker.mark}
        jobs = Jobs(self.parts.engine, self.parts.clock, functions, "w")
        done = 0
        while turned := await jobs.turn():
            done += turned
        return done

    def sit(self, *booklets: Booklet) -> None:
        """What the room's record says from now on."""
        self.parts.written[ROOM] = list(booklets)

    async def get(self, what: str) -> Any:
        return await self.office.head.get(f"/api/sessions/{SESSION}/{what}")


def booklet(
    seat: str,
    status: str = "Submitted",
    *answers: tuple[str, Value],
    name: str = "",
    seals: int = 0,
    held: int = 0,
) -> Booklet:
    """A booklet of the room's record; the candidate number is the seat's name in capitals."""
    change = HeldChange(DeviceId("d"), 1, "Answer", "late", 0, "b", 0, "")
    return Booklet(
        seat=SeatId(seat),
        number=seat.upper(),
        name=name or seat.title(),
        hall="North",
        desk="7",
        guest=False,
        status=status,
        answers=[(label, number, value) for number, (label, value) in enumerate(answers)],
        held=[change] * held,
        seals=[SealOf(n + 1, 0, "", "handed in") for n in range(seals)],
    )


def slot(
    kind: Kind,
    options: tuple[DeliveredOption, ...] = (),
    targets: tuple[DeliveredOption, ...] = (),
    number: int = 0,
    prompt: str = "",
) -> DeliveredSlot:
    """A slot as a student gets it."""
    return DeliveredSlot(
        slot=number,
        id="s",
        kind=kind,
        prompt=prompt,
        options=options,
        targets=targets,
        shuffle=False,
        min=0,
        max=0,
        match_max=1,
        max_length=0,
        expected_length=0,
        expected_lines=0,
    )


async def sat(engine: Engine) -> Hall:
    parts = GradingParts(engine)
    school = await founded(parts, "Hill School", "head")
    school.app = app_of([*people.routes, *assessments.routes, *grading.routes], parts)
    office = Office(parts, school, await school.signed_in("head"))
    data = paper(choice("q1"), choice("q2", right="b"), essay("q3"))
    report = await office.take(await office.bank(), "a.json", data)
    edition = await office.publish(report["assessment"]["assessment"])
    parts.sessions[SESSION] = (office.organisation, ROOM, EditionId(edition["edition"]))
    return Hall(office, parts, edition)
