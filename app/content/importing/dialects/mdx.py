"""MDX: tabs, remarks and pictures that are components; of any other component its words."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.content.importing.dialects.admonitions import OURS
from app.content.importing.dialects.comments import in_lines
from app.content.importing.dialects.modules import Modules
from app.content.importing.dialects.tags import EXPRESSION, HTML, TAG, attributes, without_tags
from app.content.importing.report import Report
from app.content.importing.text import Line, OpenMark, dedented, join_open, outside_code, shifted

_CHOICE = re.compile(r"\{\s*label:\s*[\"']([^\"']+)[\"']\s*,\s*value:\s*[\"']([^\"']+)[\"']\s*,?\s*\}")
_LINK = re.compile(
    r"<(?P<name>Link|NavLink|A)(?P<attrs>\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?P<text>.*?)"
    r"</(?P=name)>",
    re.DOTALL,
)
_SUMMARY = re.compile(r"<summary[^>]*>(.*?)</summary>", re.DOTALL)
_WORD = re.compile(r"^\{\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`$]*)`)\s*\}$")
_ON_ONE_LINE = re.compile(r"\s*<(?P<name>[A-Z]\w*)(?P<attrs>\s[^<>]*)?>(?P<inner>.*)</(?P=name)>\s*", re.DOTALL)
_OPEN = (
    OpenMark(re.compile(r"(?<![\w\\])</?[A-Za-z][\w.-]*(?=\s|$)(?![^<]*>)"), ">"),
    OpenMark(re.compile(r"<summary"), "</summary>"),
    OpenMark(re.compile(r"<Link\s"), "</Link>"),
)
_TAB_SETS = {"Tabs", "TabGroup", "CodeGroup", "CodeTabs", "Fragment", "Steps", "tabs"}
_TABS = {"TabItem", "Tab", "TabPanel", "tab"}
_PICTURES = {"img", "Image", "ThemedImage", "Img", "Figure", "Zoom"}
_LAYOUT = {"div", "section", "center", "article", "aside", "main", "p", "span", "header", "footer", "nav", "figure"}
_MEDIA = {"iframe", "video", "audio", "source", "embed", "object", "track"}
_LABELS = ("title", "label", "name", "heading", "summary")
_TARGETS = ("href", "to", "link", "url", "src")


class _Open(NamedTuple):
    line: Line
    name: str
    attrs: str
    inner: list[Line]


class Components:
    """Translates the tags of one page."""

    def __init__(self, modules: Modules, report: Report, *, is_jsx: bool) -> None:
        self._constants: Mapping[str, str] = modules.constants
        self._labels: dict[str, str] = {}
        self._report, self._is_jsx = report, is_jsx

    def translated(self, lines: Iterable[Line]) -> list[Line]:
        """The lines without components: blocks first, then what stands within a line."""
        whole = join_open(lines, _OPEN)
        self._labels = {value: label for line in whole for label, value in _CHOICE.findall(line.text)}
        return [each for line in self._blocks(whole) for each in self._inline(line)]

    def _blocks(self, lines: Iterable[Line]) -> list[Line]:
        opened: list[_Open] = [_Open(Line("", 0, ""), "", "", [])]
        for line in lines:
            tag = TAG.fullmatch(line.text.strip()) if line.is_prose else None
            name = (tag["name"] or "Fragment") if tag else ""
            if tag and not tag["name"] and self._is_jsx:
                continue
            if not tag or tag["self"] or not self._is_block(name):
                self._lone(line, opened)
            elif not tag["close"]:
                opened.append(_Open(line, name, tag["attrs"], []))
            elif any(each.name == name for each in opened):
                self._close(name, opened)
        while len(opened) > 1:
            self._close(opened[-1].name, opened)
        return opened[0].inner

    def _is_block(self, name: str) -> bool:
        return name[0].isupper() or name in _LAYOUT or name == "details" or name in ("tabs", "tab")

    def _lone(self, line: Line, opened: list[_Open]) -> None:
        """A line that opens or closes no block by itself; `<details><summary>…</summary>` on one line opens one."""
        whole = _ON_ONE_LINE.fullmatch(line.text) if line.is_prose else None
        if whole and whole["name"] not in _PICTURES and whole["name"] != "Link":
            opened.append(_Open(line, whole["name"], whole["attrs"] or "", [line.with_text(whole["inner"])]))
            self._close(whole["name"], opened)
            return
        fold = re.match(r"\s*<details[^>]*>\s*(.+)$", line.text, re.DOTALL) if line.is_prose else None
        if fold and "</details>" not in line.text:
            opened.append(_Open(line, "details", "", [line.with_text(fold[1])]))
        elif line.is_prose and line.text.rstrip().endswith("</details>") and any(o.name == "details" for o in opened):
            opened[-1].inner.append(line.with_text(line.text.rstrip()[: -len("</details>")]))
            self._close("details", opened)
        else:
            opened[-1].inner.append(line)

    def _close(self, name: str, opened: list[_Open]) -> None:
        while True:
            done = opened.pop()
            opened[-1].inner.extend(self._block(done))
            if done.name == name:
                return

    def _block(self, block: _Open) -> list[Line]:
        line, name, attrs = block.line, block.name, attributes(block.attrs)
        inner = shifted(dedented(block.inner), line.indent)
        if name in _LAYOUT or name in _TAB_SETS:
            return self._spaced(line, inner)
        if name in _TABS:
            label = (
                attrs.get("label")
                or self._labels.get(attrs.get("value", ""))
                or attrs.get("title")
                or attrs.get("value")
            )
            self._report.count("tabs")
            return self._spaced(line, [self._at(line, f"**{label or 'Tab'}**"), self._at(line, ""), *inner])
        if name == "details":
            return self._fold(line, inner)
        kind = attrs.get("type", name).lower() if name in ("Admonition", "Callout", "Alert") else name.lower()
        if kind in OURS:
            title = f"[{attrs['title']}]" if attrs.get("title") else ""
            return [self._at(line, f":::{kind}{title}"), *inner, self._at(line, ":::")]
        self._listed(line, name, block.attrs)
        label = self._label(attrs)
        return self._spaced(line, [self._at(line, f"**{label}**"), self._at(line, ""), *inner] if label else inner)

    def _at(self, line: Line, text: str) -> Line:
        return line.with_text(" " * line.indent + text if text else "")

    def _spaced(self, line: Line, inner: list[Line]) -> list[Line]:
        return [line.with_text(""), *inner, line.with_text("")]

    def _fold(self, line: Line, inner: list[Line]) -> list[Line]:
        title = "Details"
        for number, each in enumerate(inner):
            if each.is_prose and (found := _SUMMARY.search(each.text)):
                title = " ".join(without_tags(found[1]).split())
                inner[number] = each.with_text(_SUMMARY.sub("", each.text))
                break
        self._report.count("folded parts")
        return [self._at(line, f":::details[{title}]"), *inner, self._at(line, ":::")]

    def _listed(self, line: Line, name: str, attrs: str = "") -> None:
        hint = "its words are kept; see whether they make sense alone"
        self._report.note(f"the component <{name}> is not carried", line.path, line.number, f"<{name}{attrs}>", hint)

    def _inline(self, line: Line) -> list[Line]:
        if not line.is_prose or not ("<" in line.text or "{" in line.text):
            return [line]

        def change(prose: str) -> str:
            prose = _LINK.sub(lambda found: _markdown_link(found["attrs"], found["text"]), prose)
            prose = re.sub(r"(?<=\w)<(?=[A-Z]\w*>)", "&lt;", prose)
            prose = TAG.sub(lambda tag: self._tag(line, tag), prose)
            return self._expressions(line, prose) if self._is_jsx else prose

        text = outside_code(line.text, change)
        return in_lines(line.with_text(text)) if text.strip() or not line.text.strip() else [line.with_text("")]

    def _tag(self, line: Line, tag: re.Match[str]) -> str:
        name, attrs = tag["name"] or "", attributes(tag["attrs"] or "")
        if not name:
            return "" if self._is_jsx else tag[0].replace("<", "&lt;").replace(">", "&gt;")
        if name in _PICTURES:
            return self._picture(line, tag, attrs)
        if name in _MEDIA:
            return self._media(line, tag, attrs)
        if name in _TAB_SETS or (tag["close"] and name not in HTML):
            return ""
        if name in HTML:
            return _plain_tag(tag, attrs)
        if name[0].isupper():
            self._listed(line, name, tag["attrs"])
            label, target = self._label(attrs), next((attrs[each] for each in _TARGETS if attrs.get(each)), "")
            return f"[{label or target}]({target})" if target else label
        return tag[0].replace("<", "&lt;").replace(">", "&gt;") if not self._is_jsx else self._unknown(line, tag)

    def _unknown(self, line: Line, tag: re.Match[str]) -> str:
        self._listed(line, tag["name"], tag["attrs"])
        return ""

    def _label(self, attrs: Mapping[str, str]) -> str:
        return next((attrs[each] for each in _LABELS if attrs.get(each)), "")

    def _picture(self, line: Line, tag: re.Match[str], attrs: dict[str, str]) -> str:
        source = attrs.get("src") or attrs.get("img") or attrs.get("source")
        if tag["close"]:
            return ""
        if not source:
            self._report.note(
                "a picture's file is told by a program", line.path, line.number, tag[0], "place it by hand"
            )
            return attrs.get("alt", "")
        title = f' "{attrs["title"]}"' if attrs.get("title") else ""
        width = f'{{: width="{attrs["width"]}"}}' if attrs.get("width", "").isdigit() else ""
        return (
            f"![{attrs.get('alt', '')}](<{source}>{title}){width}"
            if " " in source
            else (f"![{attrs.get('alt', '')}]({source}{title}){width}")
        )

    def _media(self, line: Line, tag: re.Match[str], attrs: dict[str, str]) -> str:
        source = attrs.get("src")
        if tag["close"] or (not source and tag["name"] != "iframe"):
            return ""
        hint = "a page shows no media of other hosts: the link leads there"
        self._report.note(f"<{tag['name']}> becomes a link", line.path, line.number, tag[0], hint)
        return f"[{attrs.get('title') or source}]({source})" if source else ""

    def _expressions(self, line: Line, prose: str) -> str:
        def change(found: re.Match[str]) -> str:
            word = _WORD.match(found[0])
            name = found[0][1:-1].strip()
            if word:
                return next(part for part in word.groups() if part is not None)
            if name in self._constants:
                return self._constants[name]
            if not re.match(r"\{(?:#|:|\{|\s*title=|\s*\.|\w+=)", found[0]):
                self._report.note("an expression is code, and stands as it was", line.path, line.number, found[0])
            return found[0]

        return EXPRESSION.sub(change, prose)


def _markdown_link(attrs: str, text: str) -> str:
    found = attributes(attrs)
    target = found.get("to") or found.get("href") or ""
    return f"[{' '.join(text.split())}]({target})" if target else text


def _plain_tag(tag: re.Match[str], attrs: Mapping[str, str]) -> str:
    """A tag of HTML without what only a program or a style sheet knows."""
    if tag["close"] or not tag["attrs"].strip():
        return tag[0]
    if "{" not in tag["attrs"]:
        return tag[0]
    kept = "".join(f' {name}="{value}"' for name, value in attrs.items() if name not in ("className", "style"))
    return f"<{tag['name']}{kept}{'/' if tag['self'] else ''}>"
