"""The one MetaData, what a column looks like, and the tables of the live core.

A domain's tables stand in its own `tables.py` and use `metadata`, `own_id`, `organisation` and
`new_id` from here. Ids are 128 random bits as text; instants are milliseconds since 1970 in UTC
(`…_at`); JSON stands as text. Every row of domain data names its organisation.
"""

import secrets

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def new_id() -> str:
    """A fresh id: 128 random bits in 22 characters that may stand in a URL."""
    return secrets.token_urlsafe(16)


def own_id() -> "Column[str]":
    """The column by which a row is known."""
    return Column("id", Text, primary_key=True)


def organisation() -> "Column[str]":
    """The column that says whose row it is."""
    return Column("organisation_id", Text, ForeignKey("organisation.id"), nullable=False)


# The live log has no foreign keys: each would be looked up under the room's lock.

room_event = Table(
    "room_event",
    metadata,
    Column("room_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    PrimaryKeyConstraint("room_id", "version"),
)
"""What happened in a room, one row for each version from 1 without a gap."""

room_head = Table(
    "room_head",
    metadata,
    Column("room_id", Text, primary_key=True),
    Column("organisation_id", Text, nullable=False, index=True),
    Column("version", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("due_at", BigInteger, index=True),
    Column("created_at", BigInteger, nullable=False),
)
"""Where a room's log ends; its lock orders all that is written to the room."""

room_checkpoint = Table(
    "room_checkpoint",
    metadata,
    Column("room_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("room_id", "version"),
)
"""A room as it was at a version, so that a cold one loads without its whole log."""

room_seal = Table(
    "room_seal",
    metadata,
    Column("organisation_id", Text, nullable=False, index=True),
    Column("room_id", Text, nullable=False),
    Column("seat_id", Text, nullable=False),
    Column("seal", Integer, nullable=False),
    Column("edition", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("room_id", "seat_id", "seal"),
)
"""A booklet as it counted when it was sealed; a later seal never changes an earlier one."""

worker_lease = Table(
    "worker_lease",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("renewed_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
"""The workers that are alive, each until its lease ends."""

failed_try = Table(
    "failed_try",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
"""Failed tries by a hash of what is counted: counted before anyone is known."""

job = Table(
    "job",
    metadata,
    own_id(),
    Column("organisation_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_by", Text),
    Column("claimed_until", BigInteger),
    Column("done_at", BigInteger),
    Column("last_error", Text),
    UniqueConstraint("kind", "key"),
    Index(None, "done_at", "due_at"),
)
"""Work that is due; done once for each (kind, key)."""

audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("organisation_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Index(None, "organisation_id", "at"),
    Index(None, "organisation_id", "target_kind", "target_id"),
)
"""Who did what to which thing, before and after; kept when the thing itself is gone."""
