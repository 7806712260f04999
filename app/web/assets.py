"""Static files: joined to bundles, named by what they hold so that browsers keep them for good, packed beforehand."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

from app.web.packing import Forms, form_for, packed

BUNDLES = "bundles.toml"
FOR_GOOD = f"public, max-age={365 * 24 * 3600}, immutable"
SHORT_LIFE = "public, max-age=300"
GZIP_LEVEL, BROTLI_QUALITY = 9, 11
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
ALREADY_PACKED = (".ico", ".png", ".woff2")
# A script's comments are for who reads it here. Code is never taken for one: no text in a script spans lines.
COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
HASH = re.compile(r"\.[0-9a-f]{10}(?=\.[a-z0-9]+$)")


class BundleRefused(Exception):
    """A bundle names a file that is not there, or is named as one that is."""


class AssetUnknown(Exception):
    """A template names a static file that is not served: there is none, or it is a part of a bundle."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is sent. `hashed_name` changes whenever what it holds does."""

    hashed_name: str
    content_type: str
    etag: str
    forms: Forms


class Assets:
    """All static files of a folder, in memory; the parts of bundles are served as their bundle only."""

    def __init__(self, folder: Path) -> None:
        """Read and pack them all.

        Raises:
            BundleRefused: the bundles and the files do not fit together.
        """
        self._by_name = {name: _asset(name, body) for name, body in _bodies(folder)}

    def hashed_name(self, name: str) -> str:
        """The name that a page links to.

        Raises:
            AssetUnknown: no such file is served.
        """
        if name not in self._by_name:
            raise AssetUnknown(f"static/{name} is not served: it does not exist, or is a part of a bundle ({BUNDLES})")
        return self._by_name[name].hashed_name

    def find(self, asked: str) -> Asset | None:
        """The file of a name, with its hash or without.

        The hash of another release finds it too: a page that a cache kept from then is not to stand there bare.
        """
        return self._by_name.get(HASH.sub("", asked))


def add_assets(app: Flask, assets: Assets) -> None:
    """Serve them below /static/; `url_for("static", filename=…)` takes the plain name and gives the hashed one."""

    def show(filename: str) -> Response:
        asset = assets.find(filename) or abort(404)
        return _sent(asset, FOR_GOOD if filename == asset.hashed_name else SHORT_LIFE)

    def hashed(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["filename"] = assets.hashed_name(values["filename"])

    app.add_url_rule("/static/<path:filename>", "static", show)
    app.url_defaults(hashed)


def _sent(asset: Asset, cache_control: str) -> Response:
    headers = [("ETag", f'W/"{asset.etag}"'), ("Cache-Control", cache_control)]
    headers += [("Vary", "Accept-Encoding")] if len(asset.forms) > 1 else []
    if request.if_none_match.contains_weak(asset.etag):
        return Response(status=304, headers=headers)
    coding, body = form_for(request.headers.get("Accept-Encoding", ""), asset.forms)
    headers += [("Content-Encoding", coding)] if coding != "identity" else []
    return Response(body, headers=headers, content_type=asset.content_type)


@lru_cache(maxsize=256)
def _packed(body: bytes) -> Forms:
    """The forms of a file: worked out once in a process, as packing it well takes long."""
    return packed(body, GZIP_LEVEL, BROTLI_QUALITY)


def _asset(name: str, body: bytes) -> Asset:
    path, digest = Path(name), sha256(body).hexdigest()[:10]
    is_packed = path.suffix in ALREADY_PACKED
    forms = {"identity": body} if is_packed else _packed(body)
    return Asset(path.with_suffix(f".{digest}{path.suffix}").as_posix(), CONTENT_TYPES[path.suffix], digest, forms)


def _bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What is served, by name: the bundles, and the files that are part of none."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in CONTENT_TYPES
    }
    bundles = _bundles(folder, files)
    parts = {part for names in bundles.values() for part in names}
    yield from ((name, _alone(name, path)) for name, path in files.items() if name not in parts)
    yield from ((name, _joined(name, [files[part] for part in names])) for name, names in bundles.items())


def _alone(name: str, path: Path) -> bytes:
    is_script = name.endswith(".js")
    return _code(name, path.read_text(encoding="utf-8")).encode() if is_script else path.read_bytes()


def _code(name: str, text: str) -> str:
    """A script without its comments; any other text as it is."""
    return COMMENT.sub("", text) if name.endswith(".js") else text


def _bundles(folder: Path, files: dict[str, Path]) -> dict[str, list[str]]:
    listed = folder / BUNDLES
    bundles: dict[str, list[str]] = tomllib.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else {}
    for name, parts in bundles.items():
        missing = [part for part in parts if part not in files]
        if missing:
            raise BundleRefused(f"{BUNDLES}: {name} names {', '.join(missing)}, which the static folder does not hold")
        if name in files:
            raise BundleRefused(f"{BUNDLES}: {name} is a file too: give the bundle another name")
    return bundles


def _joined(name: str, parts: list[Path]) -> bytes:
    """The parts one after the other; each module of a script in a block of its own, so that its names stay its own."""
    texts = [_code(name, part.read_text(encoding="utf-8")).strip() for part in parts]
    return "".join(f"{{\n{text}\n}}\n" if name.endswith(".js") else f"{text}\n" for text in texts).encode()
