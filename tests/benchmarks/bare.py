"""What pages are compared with: a bare Flask site whose routes answer with ready bytes, under the same server."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask, Response

from app.cli.serving import serve

ANSWERS = "BARE_ANSWERS"
"""The variable that names the folder in which the answers are written down."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer as it went over the wire; the server itself adds `Content-Length` and `Date`."""

    status: int
    headers: dict[str, str]
    body: bytes

    def write(self, folder: Path, name: str) -> None:
        """Write it down for the process that will give it."""
        told = {field: value for field, value in asdict(self).items() if field != "body"}
        (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / f"{name}.body").write_bytes(self.body)

    @classmethod
    def read(cls, path: Path) -> "Ready":
        """What was written down."""
        return cls(**json.loads(path.read_text(encoding="utf-8")), body=path.with_suffix(".body").read_bytes())


def made() -> Flask:
    """A site with a route for each answer, and nothing else: it looks at nothing that the request says."""
    app = Flask("bare", static_folder=None)
    for path in sorted(Path(os.environ[ANSWERS]).glob("*.json")):
        _add(app, path.stem, Ready.read(path))
    return app


def _add(app: Flask, name: str, ready: Ready) -> None:
    @app.get(f"/{name}", endpoint=name)
    def _show() -> Response:
        return Response(ready.body, ready.status, ready.headers)


if __name__ == "__main__":
    serve("tests.benchmarks.bare:made", "127.0.0.1", int(sys.argv[1]), 1)
