"""A content folder to write into."""

from pathlib import Path

import pytest

from app.content.library import Library
from app.content.library_reader import LibraryReader
from app.content.problems import ContentRefused


class ContentFolder:
    """A content folder of a test's own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def write(self, name: str, text: str | bytes) -> Path:
        """Puts a file whole in its place, as git and editors do; the name counts from the folder."""
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_suffix(".new")
        beside.write_bytes(text if isinstance(text, bytes) else text.encode())
        return beside.replace(place)

    def read(self) -> Library:
        """What a site would publish."""
        return LibraryReader(self.path).read()

    def problems(self) -> list[str]:
        """The problems for which the folder is refused, as they are shown."""
        with pytest.raises(ContentRefused) as refused:
            self.read()
        return str(refused.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    """An empty content folder."""
    return ContentFolder(tmp_path / "content")
