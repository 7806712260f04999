"""The tables of version 0.1.0; where that version made them they stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _cases()
    _outbox()
    _counts()


def downgrade() -> None:
    raise RuntimeError("0001 is the first schema: there is none to go back to")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(255), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer()),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_response_due_at", sa.DateTime(timezone=True)),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
        sa.UniqueConstraint("secret", name="uq_cases_secret"),
        sa.UniqueConstraint("idempotency_key", name="uq_cases_idempotency_key"),
        if_not_exists=True,
    )
    for column in ("policy", "contact_email", "submitted_at"):
        op.create_index(f"ix_cases_{column}", "cases", [column], if_not_exists=True)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(40), nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("remote_reference", sa.String(255), nullable=False),
        sa.Column("last_error", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id_cases"),
        sa.UniqueConstraint("case_id", "destination", name="uq_outbox_case_id_destination"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_outbox_state_outbox_next_attempt_at", "outbox", ["state", "next_attempt_at"], if_not_exists=True
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempts"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_delivery_attempts_outbox_id_outbox"),
        if_not_exists=True,
    )
    op.create_index("ix_delivery_attempts_outbox_id", "delivery_attempts", ["outbox_id"], if_not_exists=True)


def _counts() -> None:
    op.create_table(
        "article_reads",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "address"),
        if_not_exists=True,
    )
    op.create_table(
        "search_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.String(120), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("without_hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "question"),
        if_not_exists=True,
    )
    op.create_table(
        "search_openings",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question", sa.String(120), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "question", "address"),
        if_not_exists=True,
    )
