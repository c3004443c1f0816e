"""The first tables, one section for each domain.

Until the first release a new table is added here, in the section of its domain; afterwards each
change is a step of its own. Sections stand in the order in which their keys need one another.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _live()
    _work_and_audit()
    _people()
    _sessions()
    _assessments()
    _grading()


def _live() -> None:
    op.create_table(
        "room_event",
        sa.Column("room_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "version", name="pk_room_event"),
    )
    op.create_table(
        "room_head",
        sa.Column("room_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_room_head"),
    )
    op.create_index("ix_room_head_organisation_id", "room_head", ["organisation_id"])
    op.create_index("ix_room_head_due_at", "room_head", ["due_at"])
    op.create_table(
        "room_checkpoint",
        sa.Column("room_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "version", name="pk_room_checkpoint"),
    )
    op.create_table(
        "room_seal",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("room_id", sa.Text, nullable=False),
        sa.Column("seat_id", sa.Text, nullable=False),
        sa.Column("seal", sa.Integer, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "seat_id", "seal", name="pk_room_seal"),
    )
    op.create_index("ix_room_seal_organisation_id", "room_seal", ["organisation_id"])
    op.create_table(
        "worker_lease",
        sa.Column("worker_id", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("renewed_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("worker_id", name="pk_worker_lease"),
    )


def _work_and_audit() -> None:
    op.create_table(
        "failed_try",
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_failed_try"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", sa.BigInteger),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("kind", "key", name="uq_job_kind_key"),
    )
    op.create_index("ix_job_done_at_due_at", "job", ["done_at", "due_at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("target_kind", sa.Text, nullable=False),
        sa.Column("target_id", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_organisation_id_at", "audit", ["organisation_id", "at"])
    op.create_index(
        "ix_audit_organisation_id_target_kind_target_id",
        "audit",
        ["organisation_id", "target_kind", "target_id"],
    )


def _people() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name="fk_organisation_parent_id"
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("shown_name", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("name", name="uq_person_name"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_person_organisation_id"
        ),
    )
    op.create_table(
        "person_role",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "role", name="pk_person_role"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_person_role_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_role_person_id"),
    )
    op.create_index("ix_person_role_person_id", "person_role", ["person_id"])
    op.create_table(
        "staff_sign_in",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sign_in_token_hash"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_staff_sign_in_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_staff_sign_in_person_id"),
    )
    op.create_index("ix_staff_sign_in_person_id", "staff_sign_in", ["person_id"])
    op.create_index("ix_staff_sign_in_revoked_at", "staff_sign_in", ["revoked_at"])


def _assessments() -> None:
    op.create_table(
        "bank",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bank"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_bank_organisation_id"
        ),
    )
    op.create_index("ix_bank_organisation_id", "bank", ["organisation_id"])
    op.create_table(
        "bank_item",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("bank_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("source", sa.LargeBinary, nullable=False),
        sa.Column("source_type", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("bank_id", "name", name="pk_bank_item"),
        sa.UniqueConstraint("bank_id", "digest", name="uq_bank_item_bank_id_digest"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_bank_item_organisation_id"
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_bank_item_bank_id"),
    )
    op.create_table(
        "media",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "name", name="pk_media"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_media_organisation_id"
        ),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("bank_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("items", sa.Text, nullable=False),
        sa.Column("navigation", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("published_revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_assessment_organisation_id"
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_assessment_bank_id"),
    )
    op.create_index("ix_assessment_bank_id", "assessment", ["bank_id"])
    op.create_index("ix_assessment_organisation_id", "assessment", ["organisation_id"])
    op.create_table(
        "edition",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("assessment_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("delivered", sa.Text, nullable=False),
        sa.Column("delivered_bytes", sa.LargeBinary, nullable=False),
        sa.Column("whole", sa.Text, nullable=False),
        sa.Column("whole_bytes", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("outline", sa.Text, nullable=False),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_edition_assessment_id_number"),
        sa.UniqueConstraint("organisation_id", "whole", name="uq_edition_organisation_id_whole"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_edition_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_edition_assessment_id"
        ),
    )
    op.create_index(
        "ix_edition_organisation_id_delivered", "edition", ["organisation_id", "delivered"]
    )


def _grading() -> None:
    op.create_table(
        "mark",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("room_id", sa.Text, nullable=False),
        sa.Column("seat_id", sa.Text, nullable=False),
        sa.Column("seal", sa.Integer, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("out_of", sa.Text, nullable=False),
        sa.Column("needs_person", sa.Boolean, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "seat_id", "seal", name="pk_mark"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_mark_organisation_id"
        ),
    )
    op.create_index("ix_mark_organisation_id", "mark", ["organisation_id"])


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("edition_id", sa.Text, nullable=False),
        sa.Column("assessment", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("roster_version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("archived_at", sa.BigInteger),
        sa.Column("final_counts", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_session_organisation_id"
        ),
    )
    op.create_index("ix_session_organisation_id", "session", ["organisation_id"])
    _session_codes()
    op.create_table(
        "session_proctor",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False, server_default="chief"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_session_proctor"),
        sa.CheckConstraint(
            "grade IN ('chief', 'invigilator', 'observer')", name="ck_session_proctor_grade"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_session_proctor_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_session_proctor_session_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_proctor_person_id"),
    )
    op.create_index("ix_session_proctor_person_id", "session_proctor", ["person_id"])
    _seats()


def _session_codes() -> None:
    op.create_table(
        "session_code",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reserved_at", sa.BigInteger, nullable=False),
        sa.Column("released_at", sa.BigInteger),
        sa.Column("rests_until", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session_code"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_session_code_organisation_id"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_session_code_session_id"),
    )
    for column, states in (
        ("code", "state IN ('reserved', 'open', 'resting')"),
        ("session_id", "state IN ('reserved', 'open')"),
    ):
        op.create_index(
            f"uq_session_code_{column}",
            "session_code",
            [column],
            unique=True,
            sqlite_where=sa.text(states),
            postgresql_where=sa.text(states),
        )


def _seats() -> None:
    op.create_table(
        "roster_entry",
        sa.Column("seat_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("hall", sa.Text, nullable=False),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("extra_percent", sa.Float, nullable=False),
        sa.Column("guest", sa.Boolean, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("key_digest", sa.LargeBinary),
        sa.Column("key_readable", sa.LargeBinary),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("first_device", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("seat_id", name="pk_roster_entry"),
        sa.UniqueConstraint(
            "session_id", "number_key", name="uq_roster_entry_session_id_number_key"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_roster_entry_organisation_id"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_roster_entry_session_id"),
    )
    op.create_index(
        "ix_roster_entry_session_id_name_key", "roster_entry", ["session_id", "name_key"]
    )
    op.create_index("ix_roster_entry_organisation_id", "roster_entry", ["organisation_id"])
    op.create_table(
        "seat_cookie",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("seat_id", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_seat_cookie"),
        sa.UniqueConstraint("token_hash", name="uq_seat_cookie_token_hash"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_seat_cookie_organisation_id"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_seat_cookie_session_id"),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["roster_entry.seat_id"], name="fk_seat_cookie_seat_id"
        ),
    )
    for column in ("session_id", "seat_id", "revoked_at"):
        op.create_index(f"ix_seat_cookie_{column}", "seat_cookie", [column])
