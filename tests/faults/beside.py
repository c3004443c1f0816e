"""One more session beside the hall's own two: for pages that a fault meets in a way of its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from invigilate.crowd.reach import Network
from invigilate.ids import DeviceId
from invigilate.wire.peer import ClientPeer
from tests.faults.hall import Hall
from tests.faults.steady import PERIOD_SECONDS, Steady
from tests.servers.cable import Cable, cable


class Beside(NamedTuple):
    """The session, and the pages in it."""

    session: str
    code: str
    steady: Steady


@asynccontextmanager
async def beside(
    hall: Hall,
    title: str,
    count: int,
    network: Network | None = None,
    period: float = PERIOD_SECONDS,
    peer: Callable[[DeviceId], ClientPeer] = ClientPeer,
    comes_back: bool = True,
    **settings: Any,
) -> AsyncIterator[Beside]:
    """So many pages that write all the while, over another network maybe.

    What they saw is held against the logs with the rest of the run. `period`: seconds between two
    answers of one page; `peer` makes each page's end of the conversation; who does not
    come back is ended by the fault itself. `settings` are the session's.
    """
    edition = await hall.place.paper(name=f"{title.lower()}.gift.txt")
    session, code = await hall.place.session(edition, title=title, **settings)
    steady = Steady(network or hall.place.network, code, count, period)
    for page in steady.pages:
        page.peer = page.link.peer = peer(page.peer.device)
    hall.beside.append((steady.recorder.history, session))
    await steady.begin()
    try:
        yield Beside(session, code, steady)
    finally:
        for left in await steady.end() if comes_back else ():
            hall.wrong(f"never acknowledged: {left}")


@asynccontextmanager
async def over_a_cable(hall: Hall) -> AsyncIterator[tuple[Cable, Network]]:
    """A cable between some browsers and the server, and the network behind it."""
    async with cable(hall.place.port) as line:
        network = Network(line.url)
        try:
            yield line, network
        finally:
            line.flow()
            await network.close()
