"""The conversations that the browser's twin runs too: `web/src/live/vectors.test.ts`."""

from pathlib import Path

import pytest

from tests.wire.conversation import VECTORS, Conversation, vector

TALKS = sorted(VECTORS.glob("talk-*.json"))
SAID = ("happens", "sends", "posts")


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path) -> None:
    talk = vector(path)
    conversation = Conversation(talk)
    for number, step in enumerate(talk["steps"]):
        followed = conversation.do(step)
        expected = {name: step.get(name, []) for name in SAID}
        optional = {name: step[name] for name in ("position", "state", "returns") if name in step}
        actual = {name: followed.get(name, []) for name in SAID}
        actual |= {name: followed[name] for name in optional}
        assert (number, actual) == (number, expected | optional)


def test_there_are_conversations_to_run() -> None:
    assert len(TALKS) >= 25
    assert len({vector(path)["name"] for path in TALKS}) == len(TALKS)
