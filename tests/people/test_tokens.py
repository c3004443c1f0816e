"""Tickets and tokens: what we made is read, and nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invigilate.errors import NotAllowed
from invigilate.ids import DeviceId, PersonId, RoomId, SeatId
from invigilate.people.passwords import hash_password, is_password, needs_rehash
from invigilate.people.tokens import (
    SeatHolder,
    StaffMember,
    Ticket,
    is_token,
    mint_ticket,
    new_token,
    read_ticket,
    token_hash,
)

SECRET = b"s" * 32
SEAT = Ticket(RoomId("r1"), SeatHolder(SeatId("s7"), "c1"), DeviceId("d1"), expires=60_000)
STAFF = Ticket(RoomId("r1"), StaffMember(PersonId("p1"), "chief", "c2"), DeviceId("d2"), 60_000)


def refusal(secret: bytes, text: str, now_ms: int = 0) -> str:
    with pytest.raises(NotAllowed) as caught:
        read_ticket(secret, text, now_ms)
    return caught.value.word


@pytest.mark.parametrize("ticket", [SEAT, STAFF])
def test_a_ticket_is_read_as_it_was_minted(ticket: Ticket) -> None:
    assert read_ticket(SECRET, mint_ticket(SECRET, ticket), now_ms=59_999) == ticket


def test_a_ticket_ends_at_its_instant() -> None:
    assert refusal(SECRET, mint_ticket(SECRET, SEAT), now_ms=60_000) == "ticket-expired"


def test_another_servers_ticket_is_refused() -> None:
    assert refusal(b"t" * 32, mint_ticket(SECRET, SEAT)) == "ticket"


@pytest.mark.parametrize("bit", range(8))
def test_a_ticket_with_one_bit_changed_is_refused(bit: int) -> None:
    text = mint_ticket(SECRET, SEAT)
    signed = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    for place in range(len(signed)):
        signed[place] ^= 1 << bit
        changed = base64.urlsafe_b64encode(bytes(signed)).rstrip(b"=").decode()
        assert refusal(SECRET, changed) == "ticket"
        signed[place] ^= 1 << bit


@given(st.text())
def test_a_text_that_is_no_ticket_is_refused(text: str) -> None:
    assert refusal(SECRET, text) == "ticket"


def test_a_ticket_may_stand_in_a_header() -> None:
    assert mint_ticket(SECRET, SEAT).replace("-", "").replace("_", "").isalnum()


def test_tokens_are_fresh_and_have_one_form() -> None:
    tokens = {new_token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert [token for token in tokens if not is_token(token)] == []
    assert [is_token(text) for text in ("", "a" * 21, "a" * 23, "a" * 21 + "+")] == [False] * 4
    assert len(token_hash(tokens.pop())) == 32


async def test_a_password_is_known_by_its_hash() -> None:
    kept = await hash_password("four tame geese")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await is_password(kept, "four tame geese") is True
    assert await is_password(kept, "four tame goose") is False
    assert needs_rehash(kept) is False


async def test_nobodys_password_is_none() -> None:
    for kept in (None, "", "not a hash"):
        assert await is_password(kept, "four tame geese") is False
