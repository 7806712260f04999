"""A message keeps its desk, its queue and who takes over; desks that fail have a breaker."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXTS = (("desk", 60), ("queue", 200), ("fallback_desk", 60), ("fallback_queue", 200))


def upgrade() -> None:
    for name, length in TEXTS:
        op.add_column("outbox", sa.Column(name, sa.String(length), nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("fallback_attempts", sa.Integer()))
    op.add_column("outbox", sa.Column("fallback_at", sa.DateTime(timezone=True)))
    op.add_column("delivery_attempts", sa.Column("desk", sa.String(60), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "desk_breakers",
        sa.Column("desk", sa.String(60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("desk", name="pk_desk_breakers"),
    )


def downgrade() -> None:
    op.drop_table("desk_breakers")
    op.drop_column("delivery_attempts", "desk")
    for name in ("fallback_at", "fallback_attempts", *(name for name, _ in reversed(TEXTS))):
        op.drop_column("outbox", name)
