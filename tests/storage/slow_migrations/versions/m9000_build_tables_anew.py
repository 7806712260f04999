"""A migration that takes its time: tables are built anew, rows are changed, and each step tells that it is done."""

import os
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "the newest of the site"


def upgrade() -> None:
    with op.batch_alter_table("cases", recreate=_anew()) as table:
        table.add_column(sa.Column("colour", sa.String(20), nullable=False, server_default="blue"))
    _tell("column")
    op.execute("UPDATE cases SET colour = policy")
    _tell("rows")
    op.create_index("ix_cases_colour", "cases", ["colour"])
    op.create_table("colours", sa.Column("id", sa.Integer(), primary_key=True))
    _tell("tables")


def downgrade() -> None:
    op.drop_table("colours")
    _tell("table")
    op.drop_index("ix_cases_colour", "cases")
    with op.batch_alter_table("cases", recreate=_anew()) as table:
        table.drop_column("colour")
    _tell("column")


def _anew() -> Literal["always", "auto"]:
    """PostgreSQL changes a table in its place."""
    return "always" if op.get_context().dialect.name == "sqlite" else "auto"


def _tell(step: str) -> None:
    if told := os.environ.get("STEPS"):
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(f"{step}\n")
