"""How far a long import is."""

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

import click

Track = Callable[[list[str], str], AbstractContextManager[Iterable[str]]]
"""Gives back the names of a list, one after the other, below a label."""


def no_bar(names: list[str], _label: str) -> AbstractContextManager[Iterable[str]]:
    """The names as they are."""
    return nullcontext(names)


def shown_bar(names: list[str], label: str) -> AbstractContextManager[Iterable[str]]:
    """The names, with a bar that grows with them where somebody sits at a terminal."""
    return click.progressbar(names, label=label, hidden=not sys.stderr.isatty(), file=sys.stderr)
