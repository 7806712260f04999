"""Tags of HTML and JSX as they stand in Markdown, and their attributes."""

import re

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_ATTRS = rf"(?:\s(?:[^<>\"'{{}}/]|\"[^\"]*\"|'[^']*'|{_BRACES}|/(?!>))*)?"
TAG = re.compile(rf"(?<!\\)(?:(?<!\w)<|<(?P<close>/))(?:(?P<name>[A-Za-z][\w.-]*)(?P<attrs>{_ATTRS})(?P<self>/)?)?>")
EXPRESSION = re.compile(rf"(?<!\\)(?:\{{\s*(?:\"[^\"\n]*\"|'[^'\n]*')\s*\}}|{_BRACES})")
_ATTR = re.compile(rf"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|({_BRACES}))")
_IN_BRACES = re.compile(
    r"^\{\s*(?:require\(\s*[\"']([^\"']+)[\"']\s*\)(?:\.default)?|useBaseUrl\(\s*[\"']([^\"']+)[\"']\s*\)"
    r"|[\"']([^\"'{}]*)[\"']|`([^`$]*)`|(\d+))\s*\}$"
)
HTML = set(
    "a abbr article aside audio b blockquote br button caption center circle cite code col colgroup dd del details dfn "
    "div dl dt em embed figcaption figure font footer form g h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd "
    "label li main mark nav object ol p path picture pre q rect s samp script section small source span strike strong "
    "style sub summary sup svg table tbody td tfoot th thead tr track tt u ul var video wbr".split()
)


def attributes(text: str) -> dict[str, str]:
    """The attributes that are words; those that only a program can tell are left out."""
    found: dict[str, str] = {}
    for name, double, single, braces in _ATTR.findall(text):
        inside = _IN_BRACES.match(braces) if braces else None
        if not braces:
            found[name] = double or single
        elif inside:
            found[name] = next((part for part in inside.groups() if part is not None), "")
    return found


def without_tags(html: str) -> str:
    """The words between tags."""
    return TAG.sub("", html)
