"""A worker that is to stop sends everyone away, and not all of them to the same instant."""

import asyncio

from invigilate.draining import Draining
from invigilate.store.engine import Engine
from invigilate.wire.closing import SERVICE_RESTART
from invigilate.wire.codec import read_server
from invigilate.wire.frames import ComeBack
from tests.conditions import eventually
from tests.live.halls import Page, hall


async def test_everyone_is_told_when_to_come_back_before_the_socket_is_closed(
    sqlite_engine: Engine,
) -> None:
    async with hall(sqlite_engine) as (worker,):
        live = await worker.live()
        pages = [Page(live, "student", seat) for seat in ("s1", "s2", "s3")]
        for page in pages:
            page.hello()
            page.read()
        leaving = asyncio.create_task(Draining(worker.hub).run())
        readers = [page.reader for page in pages]
        await eventually(lambda: [r.close_code for r in readers] == [SERVICE_RESTART] * 3)
        told = [[read_server(data) for data in reader.last_words()] for reader in readers]
        for reader in readers:
            live.detach(reader)
        await leaving
        assert sorted(told, key=str) == [[ComeBack(0)], [ComeBack(2)], [ComeBack(4)]]
