"""A hub that does, seeded, all that a bus is allowed to do: drop, double, delay, reorder."""

from random import Random

from invigilate.bus.contract import Message
from invigilate.bus.memory import MemoryHub


class ChaoticHub(MemoryHub):
    """Of each message: dropped, carried twice, or kept back behind up to eight later ones."""

    def __init__(
        self, seed: int, drop: float = 0.1, double: float = 0.1, delay: float = 0.2
    ) -> None:
        super().__init__()
        self._chance = Random(seed)
        self._drop, self._double, self._delay = drop, double, delay
        self._kept_back: list[Message] = []

    def carry(self, message: Message) -> None:
        """Delivers this one, or others, or none."""
        if self._chance.random() < self._drop:
            return
        if self._chance.random() < self._delay:
            self._kept_back.append(message)
        else:
            super().carry(message)
        if self._chance.random() < self._double:
            super().carry(message)
        if len(self._kept_back) > 8 or (self._kept_back and self._chance.random() < 0.2):
            late = self._kept_back.pop(self._chance.randrange(len(self._kept_back)))
            super().carry(late)
