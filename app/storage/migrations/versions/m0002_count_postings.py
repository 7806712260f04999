"""Cases that a client posts are counted for all processes together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "posting_counts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_posting_counts"),
    )
    op.create_index("ix_posting_counts_ends_at", "posting_counts", ["ends_at"])


def downgrade() -> None:
    op.drop_table("posting_counts")
