"""Two rooms' logs in memory, under the keeper's own step."""

from typing import Any

from invigilate.ids import RoomId
from invigilate.rooms.log import GENESIS, Append, Head, Lock, Locked, LogRow, Missing, SealRow
from invigilate.rooms.step import Batch, Steps

ROOMS = (RoomId("A"), RoomId("B"))


class Memory:
    """The room logs, as a store keeps them; what is not committed is nowhere."""

    def __init__(self) -> None:
        self.heads = {room: Head(room, 0, f"epoch-{room}", GENESIS, 0, None) for room in ROOMS}
        self.rows: dict[RoomId, list[LogRow]] = {room: [] for room in ROOMS}
        self.seals: dict[RoomId, list[SealRow]] = {room: [] for room in ROOMS}

    def run(self, steps: Steps, now: int, *, commits: bool) -> Batch:
        """One transaction."""
        answer: Any = None
        appends: list[Append] = []
        while True:
            try:
                want = steps.send(answer)
            except StopIteration as done:
                batch: Batch = done.value
                break
            match want:
                case Lock(rooms=rooms):
                    answer = Locked({room: self.heads[room] for room in rooms}, now)
                case Missing(after=after):
                    answer = [row for room, version in after for row in self.rows[room][version:]]
                case Append():
                    appends.append(want)
                    answer = None
                case _:
                    answer = []
        for append in appends if commits else ():
            for row in append.rows:
                self.rows[row.room].append(row)
            for seal in append.seals:
                self.seals[seal.room].append(seal)
            self.heads |= {head.room: head for head in append.heads}
        return batch
