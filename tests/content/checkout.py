"""A git checkout of a test's own, around a content folder."""

import os
import subprocess
from pathlib import Path

MAKER = {"NAME": "Ada Lovelace", "EMAIL": "ada@example.com"}


class Checkout:
    """Commits of one writer, at moments that the test names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git("init", "--quiet")

    def commit(self, subject: str, at: str) -> None:
        """Commits everything as it is now."""
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", subject, at=at)

    def _git(self, *arguments: str, at: str = "") -> None:
        who = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in MAKER.items()}
        when = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at} if at else {}
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *arguments], cwd=self.folder, check=True, env=os.environ | who | when | own)  # noqa: S607
