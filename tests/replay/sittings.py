"""A sitting that chance draws, as rows of a log; and the board as it was heard meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from msgspec.structs import asdict
from sqlalchemy import insert

from invigilate.errors import Refused
from invigilate.hub import LiveRoom
from invigilate.ids import RoomId, SeatId
from invigilate.rooms import commands as c
from invigilate.rooms import events as e
from invigilate.rooms.board import BoardHead, Row
from invigilate.rooms.log import Copy, LogRow, blank, chain8, read, take, written
from invigilate.rooms.replay.replaying import Board, Step
from invigilate.rooms.room import decide
from invigilate.rooms.staff_news import follow_head
from invigilate.settings import Limits
from invigilate.store.engine import Engine
from invigilate.store.schema import room_event, room_head
from invigilate.wire.frames import Progressed, Receipts, Rows, Snapshot, StaffTold
from invigilate.wire.reading import keep, keep_progress
from invigilate.wire.snapshots import whole_board
from tests.live.halls import Page
from tests.rooms.crowd import Crowd
from tests.rooms.script import NINE
from tests.rooms.workers import Asked

ROOM = RoomId("room-a")
EPOCH = "epoch-1"


@dataclass
class Hearing:
    """A board as its page has it."""

    head: BoardHead
    rows: dict[SeatId, Row]
    receipts: dict[SeatId, tuple[int, int]]

    @classmethod
    def of(cls, board: Board) -> "Hearing":
        receipts = {seat: (came, shown) for seat, came, shown in board.receipts}
        return cls(board.head, {each.seat: each for each in board.rows}, receipts)

    def copy(self) -> "Hearing":
        return Hearing(self.head, dict(self.rows), dict(self.receipts))

    def step(self, step: Step) -> None:
        """Follows a step of a replay, as a page does."""
        for news in step.news:
            self.head = follow_head(self.head, news)
        keep(self.rows, step.rows)
        self.receipts |= {seat: (came, shown) for seat, came, shown in step.receipts}


@dataclass
class Drawn:
    """A sitting that is over, or still goes on."""

    copy: Copy
    rows: list[LogRow] = field(default_factory=list)

    @property
    def records(self) -> list[e.Recorded]:
        return [
            e.Recorded(row.version, row.at, row.actor, e.from_bytes(row.body)) for row in self.rows
        ]

    def last_of(self, at: int) -> int:
        """The version of the last event at or before this instant."""
        return sum(row.at <= at for row in self.rows)


def drawn(seed: int, events: int, *, closed: bool = True) -> Drawn:
    """A sitting of twenty students; the same for the same seed."""
    chance = Random(seed)
    crowd, sitting, now = Crowd(chance, ROOM), Drawn(blank(ROOM, EPOCH)), NINE
    for command in crowd.opens():
        _do(sitting, Asked(ROOM, "house", command), now, chance)
    while len(sitting.rows) < events:
        now += int(chance.expovariate(1 / 1_500))
        for _ in range(chance.randint(1, 3)):
            _do(sitting, crowd.acts(sitting.copy.room, now), now, chance)
    if closed:
        _do(sitting, Asked(ROOM, "house", c.Close("end")), now + 1_000, chance)
    return sitting


def _do(sitting: Drawn, asked: Asked, now: int, chance: Random) -> None:
    room = sitting.copy.room
    at = max(room.at, now)
    try:
        events = decide(room, asked.command, at)
    except Refused:
        return
    for event in events:
        row = written(sitting.copy, event, at, asked.actor, chance.randbytes(16))
        take(sitting.copy, row)
        sitting.rows.append(row)


def room_at(rows: Iterable[LogRow], version: int) -> Copy:
    """The room at a version, read from the log's rows."""
    copy = blank(ROOM, EPOCH)
    read(copy, [row for row in rows if row.version <= version])
    return copy


def heard(sitting: Drawn, seed: int) -> dict[int, Hearing]:
    """What a proctor's page had over the wire, at each version at which the hub told rows."""
    chance = Random(seed)
    live = LiveRoom(room_at(sitting.rows, 2), Limits())
    page, told = Page(live, "staff"), {}
    page.hello()
    board = Hearing.of(_first(page))
    for row in sitting.rows[2:]:
        for record in read(live.copy, [row]):
            live.news(record, chain8(row.chain))
        if chance.random() < 0.4:
            live.tell_rows()
            _hear(board, page)
            told[row.version] = board.copy()
    return told


def _first(page: Page) -> Board:
    frames = page.read()
    parts = [one.board for one in frames if isinstance(one, Snapshot) and one.board is not None]
    whole = whole_board(parts)
    return Board(0, 0, whole.head, whole.rows, [], [])


def _hear(board: Hearing, page: Page) -> None:
    for frame in page.read():
        match frame:
            case StaffTold(news=news):
                for one in news:
                    board.head = follow_head(board.head, one)
            case Rows(rows=rows):
                keep(board.rows, rows)
            case Progressed(rows=writing):
                keep_progress(board.rows, writing)
            case Receipts(seats=seats):
                board.receipts |= {seat: (came, shown) for seat, came, shown in seats}
            case _:
                raise AssertionError(f"a board was told {frame}")


# --- in a database --------------------------------------------------------------------------


async def store(engine: Engine, sitting: Drawn, upto: int | None = None) -> None:
    """Leaves the sitting's rows in the database, or those up to a version, and their head."""
    rows = sitting.rows[:upto]
    async with engine.writing() as connection:
        await connection.execute(insert(room_head).values(head_of(rows)))
        for start in range(0, len(rows), 200):
            await connection.execute(insert(room_event), columns(rows[start : start + 200]))


async def store_more(engine: Engine, sitting: Drawn, after: int) -> None:
    """Adds the rows above a version, and moves the head."""
    async with engine.writing() as connection:
        await connection.execute(insert(room_event), columns(sitting.rows[after:]))
        moved = {name: head_of(sitting.rows)[name] for name in ("version", "chain", "at")}
        await connection.execute(room_head.update().values(moved))


def columns(rows: Iterable[LogRow]) -> list[dict[str, object]]:
    """The rows by the names of their columns."""
    listed = []
    for row in rows:
        values = asdict(row)
        listed.append({"room_id": values.pop("room"), **values})
    return listed


def head_of(rows: list[LogRow]) -> dict[str, object]:
    """The head of a log that ends with these."""
    last = rows[-1]
    return {
        "room_id": ROOM,
        "organisation_id": "school",
        "version": last.version,
        "epoch": EPOCH,
        "chain": last.chain,
        "at": last.at,
        "due_at": None,
        "created_at": 0,
    }
