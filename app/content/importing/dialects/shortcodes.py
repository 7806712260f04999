"""Hugo's shortcodes: references, figures, code, remarks and tabs; of any other its inner words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.content.importing.dialects.admonitions import OURS
from app.content.importing.dialects.comments import in_lines
from app.content.importing.report import Report
from app.content.importing.text import Line, OpenMark, join_open, outside_code

_ARGS = r"(?:[^\"`>%]|\"(?:\\.|[^\"\\])*\"|`[^`]*`|[>%](?!\}\}))*?"
_CODE = re.compile(rf"\{{\{{[<%]-?\s*(?P<close>/)?\s*(?P<name>\w[\w./-]*)(?P<args>{_ARGS})(?P<self>/)?\s*-?[>%]\}}\}}")
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}")
_ARG = re.compile(r"(?:([\w-]+)=)?(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`=]+))")
_MACRO = re.compile(r"(?<!=)\{\{(?![<%]).*?\}\}|\{%.*?%\}")
_OPEN = (OpenMark(re.compile(r"\{\{<"), ">}}"), OpenMark(re.compile(r"\{\{%"), "%}}"))
_FENCES = {"highlight", "code-toggle", "code", "prism", "codeblock"}
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "yt": "https://www.youtube.com/watch?v=",
}
_REMARKS = {"alert", "callout", "hint", "admonition", "notice", "blocknote"}
_FOLDS = {"details", "expand", "collapse", "accordion", "spoiler"}
_PICTURES = {"figure", "img", "image", "imgproc"}
_SILENT = {"tabs", "tabpane", "steps"}


@dataclass(frozen=True)
class _Args:
    named: dict[str, str]
    positional: tuple[str, ...]

    def first(self, *names: str) -> str:
        found = next((self.named[name] for name in names if self.named.get(name)), "")
        return found or (self.positional[0] if self.positional else "")


def _args(text: str) -> _Args:
    named, positional = {}, []
    for name, quoted, raw, bare in _ARG.findall(text):
        value = quoted.replace('\\"', '"') or raw or bare
        if name:
            named[name] = value
        else:
            positional.append(value)
    return _Args(named, tuple(positional))


def as_fences(lines: Iterable[Line]) -> list[Line]:
    """Highlighted code as fences, so that nothing looks into it any more."""
    found: list[Line] = []
    inside = ""
    for line in lines:
        code = _CODE.fullmatch(line.text.strip()) if line.is_prose or inside else None
        if inside and code and code["close"] and code["name"] == inside:
            found.append(line._replace(text="```", kind="fence"))
            inside = ""
        elif inside:
            found.append(line._replace(kind="code"))
        elif code and code["name"] in _FENCES and not code["close"] and not code["self"]:
            args = _args(code["args"])
            language = args.named.get("lang") or (args.positional[0] if args.positional else "")
            found.append(line._replace(text=f"```{language if code['name'] != 'code-toggle' else ''}", kind="fence"))
            inside = code["name"]
        else:
            found.append(line)
    return found


def translated(lines: Iterable[Line], report: Report) -> list[Line]:
    """The lines without shortcodes."""
    found: list[Line] = []
    for line in join_open(lines, _OPEN):
        if line.is_prose and "{" in line.text:
            found += in_lines(line.with_text(_line(line, report)))
        else:
            found.append(line)
    return found


def _line(line: Line, report: Report) -> str:
    def change(prose: str) -> str:
        prose = _CODE.sub(lambda code: _shortcode(line, code, report), prose)
        for macro in _MACRO.finditer(_ESCAPED.sub("", prose)):
            report.note("a macro stands as it was", line.path, line.number, macro[0], "write what it stood for")
        return _ESCAPED.sub(lambda code: f"{{{{{code[1]}{code[2]}{code[3]}}}}}", prose)

    text = _CODE.sub(lambda c: _shortcode(line, c, report) if c["name"] in ("ref", "relref") else c[0], line.text)
    return outside_code(text, change)


def _shortcode(line: Line, code: re.Match[str], report: Report) -> str:
    name, args = code["name"].lower().rsplit("/", 1)[-1], _args(code["args"])
    if name in ("ref", "relref"):
        return args.first("path")
    kind = _kind(name, args)
    if kind or name in _FOLDS:
        return _remark(line, name, kind, args, is_end=bool(code["close"]))
    if name in _SILENT or (name in ("tab", "step") and code["close"]):
        return ""
    if name == "tab":
        report.count("tabs")
        return f"\n**{args.first('name', 'header', 'title')}**\n"
    if name in _PICTURES and not code["close"]:
        return _figure(args)
    if name in _VIDEOS:
        report.note("a video becomes a link", line.path, line.number, code[0])
        return f"[{args.named.get('title') or 'Video'}]({_VIDEOS[name]}{args.first('id')})"
    if not code["close"]:
        hint = "what it drew is missing; words within it are kept"
        report.note(f"the shortcode “{name}” is not carried", line.path, line.number, code[0], hint)
    return ""


def _kind(name: str, args: _Args) -> str:
    """The kind of remark that a shortcode is; empty where it is none."""
    if name in _REMARKS:
        said = [*args.positional, *(args.named.get(each, "") for each in ("type", "context", "color", "kind"))]
        return next((word.lower() for word in said if word.lower() in OURS), "note")
    return name if name in OURS and name not in _FOLDS and name not in ("example", "quote", "cite", "see") else ""


def _remark(line: Line, name: str, kind: str, args: _Args, *, is_end: bool) -> str:
    indent = " " * line.indent
    if is_end:
        return f"\n{indent}:::\n"
    title = args.named.get("title") or args.named.get("summary") or args.named.get("header") or ""
    if not title and args.positional and (name not in _REMARKS or len(args.positional) > 1):
        title = args.positional[-1]
    if name in _FOLDS:
        title = title or "Details"
    return f"\n{indent}:::{kind or 'details'}{f'[{title}]' if title else ''}\n"


def _figure(args: _Args) -> str:
    source, caption = args.first("src", "image"), args.named.get("caption") or args.named.get("title") or ""
    picture = f"![{args.named.get('alt') or caption}]({source})"
    if args.named.get("link"):
        picture = f"[{picture}]({args.named['link']})"
    return f"{picture}\n\n*{caption}*\n" if caption else picture
