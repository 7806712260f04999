"""Files and additions of a case, how it ended, contracts, and how often articles made a case unnecessary."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

EMPTY = sa.text("''")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, length in (("outcome", 40), ("support_id", 100), ("ended_as", 20)):
        op.add_column("cases", sa.Column(name, sa.String(length), nullable=False, server_default=EMPTY))
    op.add_column("cases", sa.Column("ended_at", MOMENT))
    op.add_column("cases", sa.Column("added_to_at", MOMENT))
    op.create_index("ix_cases_support_id", "cases", ["support_id"])
    op.add_column("outbox", sa.Column("addition", sa.Integer(), nullable=False, server_default=sa.text("0")))
    _create_additions()
    _create_files()
    _create_contracts()
    _create_deflections()


def _create_additions() -> None:
    op.create_table(
        "case_additions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("idempotency_key", sa.String(255), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_additions_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_case_additions"),
        sa.UniqueConstraint("case_id", "number", name="uq_case_additions_case_id_number"),
        sa.UniqueConstraint("idempotency_key", name="uq_case_additions_idempotency_key"),
    )


def _create_files() -> None:
    op.create_table(
        "case_files",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("form_key", sa.String(255), nullable=False),
        sa.Column("case_id", sa.Integer()),
        sa.Column("addition", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_files_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_case_files"),
    )
    op.create_index("ix_case_files_form_key", "case_files", ["form_key"])
    op.create_index("ix_case_files_case_id", "case_files", ["case_id"])
    op.create_index("ix_case_files_uploaded_at", "case_files", ["uploaded_at"])


def _create_contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(100), nullable=False),
        sa.Column("support_id", sa.String(100), nullable=False),
        sa.Column("organisation", sa.String(300), nullable=False),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column("tier", sa.String(100), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("incidents_used", sa.Integer(), nullable=False),
        sa.Column("incidents_bought", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contracts"),
        sa.UniqueConstraint("policy", "support_id", name="uq_contracts_policy_support_id"),
    )


def _create_deflections() -> None:
    texts = (("policy", 100), ("product", 100), ("outcome", 40), ("article", 500))
    op.create_table(
        "deflections",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in texts),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("opened", "confirmed", "failed")),
        sa.PrimaryKeyConstraint("day", *(name for name, _ in texts)),
    )


def downgrade() -> None:
    for table in ("deflections", "contracts", "case_files", "case_additions"):
        op.drop_table(table)
    # What an older version cannot send it must not take for the case itself.
    later = "addition > 0 OR destination LIKE 'link.%'"
    op.execute(f"DELETE FROM delivery_attempts WHERE outbox_id IN (SELECT id FROM outbox WHERE {later})")  # noqa: S608
    op.execute(f"DELETE FROM outbox WHERE {later}")  # noqa: S608
    op.execute("UPDATE outbox SET state = 'given_up' WHERE state = 'withdrawn'")
    op.drop_column("outbox", "addition")
    op.drop_index("ix_cases_support_id", "cases")
    for name in ("added_to_at", "ended_at", "ended_as", "support_id", "outcome"):
        op.drop_column("cases", name)
