"""What happens in a hall before its board is looked at: hands, messages, a lock, a cut cable."""

import time

from invigilate.crowd.link import random_id
from invigilate.rooms.commands import Answer, Away, Hand, Say
from invigilate.rooms.orders import Extend, ForceSubmit, Lock, Note, Pause
from tests.conditions import eventually
from tests.stories.pictures.desks import Sitting
from tests.stories.sitters import Sitter


async def happens(sitting: Sitting) -> None:
    """All of it. The network of row C, and of one more, is cut last."""
    order, seats = sitting.hall.order, sitting.seats
    for desk in ("A3", "E2"):
        sitting.pages[desk].peer.say(Hand(True))
    text = "May I have another sheet of paper?"
    sitting.pages["A5"].peer.say(Say(random_id(), text))
    await order(Lock((seats["B2"],), "Please wait for me with what you write."))
    await order(Pause((seats["B4"],), "Your keyboard is being changed"))
    await order(Extend((seats["A5"], seats["D3"]), 300_000, "The bus was late"))
    await order(Extend((seats["C8"],), -5_310_000, "Only question 1 is to be repeated"))
    await order(Note(None, "note", "The hall was opened ten minutes late."))
    await _too_late(sitting)
    await _at_the_door(sitting)
    sitting.pages["D6"].peer.say(Away(int(time.time() * 1_000), None, ""))
    sitting.pages["D6"].link.wake.set()
    await sitting.near.pull()
    await sitting.lone.pull()


async def _too_late(sitting: Sitting) -> None:
    """One more change of somebody whose booklet was sealed already."""
    await sitting.hall.order(ForceSubmit((sitting.seats["E5"],), "Had to leave the hall"))
    page = sitting.pages["E5"]
    page.write(Answer(9, "No. Sound needs matter to travel in, and there is none."))
    await eventually(lambda: page.exceptions, within=20)


async def _at_the_door(sitting: Sitting) -> None:
    """Somebody gives a number on another device."""
    page = Sitter(sitting.hall.place.network)
    await page.take_seat(sitting.hall.code, number=sitting.people["B6"]["number"])
