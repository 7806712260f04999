"""Links and pictures in an article's Markdown: where each stands, and what address it means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from app.content.picture_size import Size

HOME = "/articles/"
_FENCE = re.compile(r"^\s*(```+|~~~+)")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_WRITTEN = re.compile(
    r"(?P<is_picture>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?(?P<target>[^\s<>()]*(?:\([^\s()]*\))?[^\s<>()]*)>?"
)
_DEFINED = re.compile(r"^\s{0,3}\[(?P<text>[^\]]+)\]:\s*<?(?P<target>[^\s<>]+)")
_WORDLESS = re.compile(r"!\[\s*\]\[")
_TAG = re.compile(r"<(?P<tag>a|img)\s[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LEADS = re.compile(r'<(?P<tag>a|img)\b(?P<rest>(?:[^>"]|"[^"]*")*)>')
_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture: the line of the file, the target as written, and the address that it means.

    `address` is a path on this site with its anchor, an anchor alone, or the target where that leads elsewhere.
    """

    line: int
    target: str
    address: str
    text: str
    is_picture: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether it leads to another site."""
        return bool(_ELSEWHERE.match(self.address))


def links(markdown: str, first_line: int, article: str) -> tuple[Link, ...]:
    """The links and pictures of an article's text that begins on a line of its file; code holds none."""
    return tuple(
        Link(line, target, meant(target, article), text, is_picture)
        for line, prose in _prose(markdown, first_line)
        for target, text, is_picture in _found(prose)
    )


def _prose(markdown: str, first_line: int) -> Iterator[tuple[int, str]]:
    """The lines outside blocks of code, without code within them."""
    fence = ""
    for number, line in enumerate(markdown.splitlines(), first_line):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        else:
            yield number, _CODE.sub("", line)


def _found(prose: str) -> Iterator[tuple[str, str, bool]]:
    """The targets in a line with their texts, and whether each is a picture; one may stand in a link's text."""
    defined = _DEFINED.match(prose)
    if defined:
        yield defined["target"], defined["text"], False
    for link in _WRITTEN.finditer(prose):
        yield link["target"], link["text"].strip(), bool(link["is_picture"])
        yield from ((inner["target"], inner["text"].strip(), True) for inner in _WRITTEN.finditer(link["text"]))
    yield from (("", "", True) for _ in _WORDLESS.finditer(prose))
    for tag in _TAG.finditer(prose):
        given = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag[0])}
        is_picture = tag["tag"].lower() == "img"
        target = given.get("src" if is_picture else "href")
        if target:
            yield target, given.get("alt", ""), is_picture


def meant(target: str, article: str) -> str:
    """What a target means in an article: relative ones count from its file, and a file of Markdown is its article."""
    if _ELSEWHERE.match(target) or target.startswith(("/", "#", "?")) or not target:
        return target
    path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
    whole = normpath(join(HOME, dirname(article), path))
    return f"{whole.removesuffix('.md')}{'/' if path.endswith('/') else ''}{mark}{rest}"


def with_addresses(html: str, article: str, sizes: Mapping[str, Size]) -> str:
    """Safe HTML whose links say the address that they mean, and whose pictures keep their room and load late."""

    def joined(found: re.Match[str]) -> str:
        rest = _ADDRESS.sub(lambda each: f'{each[1]}="{meant(each[2], article)}"', found["rest"])
        if found["tag"] == "a":
            return f"<a{rest}>"
        source = _ADDRESS.search(rest)
        size = sizes.get(source[2].removeprefix(HOME)) if source and " width=" not in rest else None
        room = f' width="{size[0]}" height="{size[1]}"' if size else ""
        return f'<img{rest}{room} loading="lazy">'

    return _LEADS.sub(joined, html)
