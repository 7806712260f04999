"""Writing a whoosh index: the whole of it, or the one before with only what changed written anew."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage

from app.search.fields import index_terms
from app.search.port import Collection, Document
from app.search.whoosh_schema import document_of, fields_of, schema
from app.search.words import WORDS, Words

WRITING = {
    "limitmb": 64,
    "codec": W3Codec(compression=0),
}  # a rebuild may run in a worker that is serving: small, quick
MOST_SEGMENTS = 8  # an index in more pieces is written as a whole again
LARGEST_CHANGE = 0.1  # of the documents; more are written as a whole

Progress = Callable[[int, int], None] | None


def write_index(folder: Path, collection: Collection, progress: Progress = None, before: Path | None = None) -> None:
    """Writes the index of a collection, of doubles by url the first, into an empty folder. Raises: OSError.

    `before` is a whole index that may be built upon; it is not changed.
    """
    documents = {document.url: document for document in reversed(collection.documents)}
    digests = {url: _digest(documents[url]) for url in sorted(documents)}
    old = _reusable(before, digests)
    changed = [url for url in digests if digests[url] != old.get(url)]
    gone = [url for url in old if old[url] != digests.get(url)]
    counts: Counter[str] = Counter()
    if before and old:
        counts.update(_link(before, folder))
        writer = FileStorage(str(folder)).open_index().writer(**WRITING)
    else:
        writer = FileStorage(str(folder)).create_index(schema()).writer(**WRITING)
    try:
        counts.subtract(_remove(writer, gone))
        _told(progress, len(digests) - len(changed), len(digests))
        for done, url in enumerate(changed, len(digests) - len(changed) + 1):
            terms = index_terms(documents[url])
            writer.add_document(**fields_of(documents[url], terms))
            counts.update(terms.spelled)
            _told(progress, done, len(digests))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)
    words = Words(
        {word: count for word, count in counts.items() if count > 0}, collection.synonyms, collection.pins, digests
    )
    (folder / WORDS).write_bytes(words.to_bytes())


def _told(progress: Progress, done: int, total: int) -> None:
    if progress and done:
        progress(done, total)


def _digest(document: Document) -> str:
    return sha256(repr(document).encode(errors="surrogatepass")).hexdigest()[:24]


def _reusable(before: Path | None, digests: Mapping[str, str]) -> Mapping[str, str]:
    """What was written of the index before; nothing where it is better written as a whole."""
    if before is None:
        return {}
    old: Mapping[str, str] = Words.from_bytes((before / WORDS).read_bytes()).digests
    differing = sum(old.get(url) != digest for url, digest in digests.items()) + len(old.keys() - digests.keys())
    is_small = differing <= max(1, LARGEST_CHANGE * len(digests))
    return old if is_small and len(list(before.glob("*.seg"))) < MOST_SEGMENTS else {}


def _link(before: Path, folder: Path) -> Mapping[str, int]:
    """Takes whoosh's files over without copying them: it never writes into one again. The spellings they hold."""
    for path in before.iterdir():
        if path.suffix != ".json":
            try:
                os.link(path, folder / path.name)
            except OSError:  # a file system without links
                shutil.copy2(path, folder / path.name)
    return Words.from_bytes((before / WORDS).read_bytes()).spellings


def _remove(writer: Any, urls: Iterable[str]) -> Counter[str]:
    """Takes documents out; how many of them spelled each word so."""
    counts: Counter[str] = Counter()
    with writer.searcher() as searcher:
        for url in urls:
            stored = searcher.document(url=url)
            counts.update(index_terms(document_of(stored["document"])).spelled)
    for url in urls:
        writer.delete_by_term("url", url)
    return counts
