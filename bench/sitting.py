"""Students and proctors of one session, seated over HTTP and connected by the plainest of lines."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bench.line import Line
from invigilate.crowd.link import random_id
from invigilate.crowd.reach import Reach
from invigilate.ids import DeviceId
from invigilate.rooms.commands import Answer, Begin, What
from invigilate.rooms.views import News, Noticed
from invigilate.wire import frames as f
from invigilate.wire.codec import read_server
from tests.stories.schools import PASSWORD, PROCTOR, School

JOINING_AT_ONCE = 16


class Person:
    """Who holds a line: a position that moves as frames are read, and a way to come back."""

    def __init__(self, school: School, ticket_path: str) -> None:
        self.device = DeviceId(random_id())
        self.reach = Reach(school.network)
        self.line: Line
        self.welcomes: list[f.Welcome] = []
        self._school = school
        self._ticket_path = ticket_path
        self._position = ("", 0, "")

    async def connect(self, *, small: bool = False) -> None:
        """A new socket, greeted with the position of the last one."""
        asked = await self.reach.ask("POST", self._ticket_path, {"device": self.device})
        school = self._school
        self.line = await Line.connect("127.0.0.1", school.port, school.url, small=small)
        self.line.send(f.Hello(asked["ticket"], *self._position))

    def read(self) -> list[tuple[float, f.ServerFrame]]:
        """What came since the last time, stamped."""
        new = [(stamp, read_server(data)) for stamp, data in self.line.heard]
        self.line.heard.clear()
        for _, frame in new:
            self._follow(frame)
        return new

    def _follow(self, frame: f.ServerFrame) -> None:
        epoch, *_ = self._position
        match frame:
            case f.Welcome(epoch=epoch):
                self.welcomes.append(frame)
                self._position = (epoch, *self._position[1:])
            case f.Snapshot(part=part, parts=parts) if part + 1 < parts:
                pass
            case f.Snapshot() | f.Told() | f.Rows() | f.Progressed() | f.Alive():
                self._position = (epoch, frame.version, frame.chain8)
            case _:
                pass


class Student(Person):
    """One who joined and began; each text heard is noted once, in the order of coming."""

    def __init__(self, school: School) -> None:
        super().__init__(school, "/api/tickets")
        self.seat = ""
        self.delivered = ""
        """The paper's name, once a snapshot told it."""
        self.turn = 0
        self.acked = 0
        self.texts: list[str] = []
        self.news: list[tuple[float, int, str]] = []
        """(heard at, `at` of the event in ms, text) of announcements, as they were told live."""
        self.saved_ms: list[float] = []
        self._sent: dict[int, float] = {}

    async def join(self, code: str, number: str) -> None:
        """Takes the seat of this number."""
        await self.reach.ask("POST", "/api/join/verify", {"code": code})
        claim = await self.reach.ask("POST", "/api/join/identify", {"code": code, "number": number})
        confirm = {"claim": claim["claim"], "device": self.device}
        joined = await self.reach.ask("POST", "/api/join/confirm", confirm)
        self.seat = self.reach.seat = joined["seat"]

    def put(self, what: What, now: float) -> None:
        """Sends the next change."""
        self.turn += 1
        self._sent[self.turn] = now
        self.line.send(f.Answers([(self.turn, what)]))

    def begin(self, now: float) -> None:
        """Begins to write."""
        self.put(Begin(), now)

    def write(self, slot: int, now: float) -> None:
        """Saves one more answer."""
        self.put(Answer(slot, f"{self.seat[:6]} {self.turn}"), now)

    def read(self) -> list[tuple[float, f.ServerFrame]]:
        """What came, noted down as well."""
        new = super().read()
        for stamp, frame in new:
            match frame:
                case f.Acked(last=last):
                    self._acked(last, stamp)
                case f.Told(news=news):
                    self._heard(news, stamp)
                case f.Snapshot(view=view) if view is not None:
                    self.delivered = view.room.delivered
                    known = set(self.texts)
                    self.texts += [n.text for n in view.notices if n.text not in known]
                case _:
                    pass
        return new

    def _acked(self, last: int, stamp: float) -> None:
        for turn in range(self.acked + 1, last + 1):
            self.saved_ms.append((stamp - self._sent.pop(turn)) * 1_000)
        self.acked = max(self.acked, last)

    def _heard(self, news: Sequence[News], stamp: float) -> None:
        for one in news:
            if isinstance(one, Noticed):
                self.texts.append(one.notice.text)
                self.news.append((stamp, one.notice.at, one.notice.text))


async def seated(school: School, code: str, numbers: Sequence[str], small: int) -> list[Student]:
    """Students with these numbers, connected; the last `small` of them with small buffers."""
    students = [Student(school) for _ in numbers]
    gate = asyncio.Semaphore(JOINING_AT_ONCE)

    async def come(place: int, student: Student) -> None:
        async with gate:
            await student.join(code, numbers[place])
            await student.connect(small=place >= len(numbers) - small)

    async with asyncio.TaskGroup() as tasks:
        for place, student in enumerate(students):
            tasks.create_task(come(place, student))
    return students


async def proctors(school: School, session: str, count: int) -> list[Person]:
    """So many boards of one proctor."""
    boards = [Person(school, f"/api/sessions/{session}/tickets") for _ in range(count)]
    signing_in: dict[str, Any] = {"name": PROCTOR, "password": PASSWORD}
    await boards[0].reach.ask("POST", "/api/sign-in", signing_in)
    for board in boards:
        board.reach.cookies = dict(boards[0].reach.cookies)
        await board.connect()
    return boards
