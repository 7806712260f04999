"""The site as its users run it: the real command in a process of its own, on a copy of the shipped content."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import CHECKOUT
from tests import running
from tests.browser.contracts import SECRET


@dataclass(frozen=True)
class RunningSite:
    """A site that answers at `url`, with the folders that it reads and writes."""

    url: str
    content_dir: Path
    data_dir: Path


@contextmanager
def running_site(folder: Path, desks: str = "", **settings: str) -> Iterator[RunningSite]:
    """The site on a copy of the shipped content, with these desks if any, until the block is left."""
    content = folder / "content"
    shutil.copytree(CHECKOUT / "content", content)
    if desks:
        (content / "desks.yml").write_text(desks, encoding="utf-8")
    settings = {"SIGNPOST_CONTRACTS_SECRET": SECRET} | settings
    with running.running_site(folder, content, **settings) as site:
        yield RunningSite(f"http://127.0.0.1:{site.port}", content, folder / "data")
