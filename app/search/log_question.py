"""What to search for when somebody pastes a log: its errors in words and codes, without what is theirs alone."""

import re
from collections.abc import Iterable, Iterator

MOST_LINES = 500
LONGEST_LINE = 600
MOST_WORDS = 32
MOST_WORDS_OF_A_LINE = 14

_TELLING = re.compile(
    r"error|fatal|exception|fail|cannot|can't|could not|couldn't|unable|denied|refused|time[d ]*out|panic|critical|"
    r"severe|\bwarn|corrupt|too many|out of memory|oom|killed|abort|crash|read[- ]only|locked|deadlock|lost|not found|"
    r"no space|exceed|full|expired|invalid|unreachable|stuck|lag|behind|not responding|\bcode: \d",
    re.IGNORECASE,
)
# Lines that only say where in the code it was; the name of an exception stands before them.
_OF_A_TRACE = re.compile(r"\s*(?:at [\w.$<>]+\(|#?\d+[.:] (?:0x|\.\./|/)|File \"|goroutine \d|\.\.\. \d+ more)")
# What is left out: it names their machines, files, moments and rows, and no article has it.
_THEIRS = re.compile(
    r"^[\w.\-]{1,60}+ {1,20}\| |\b\w{1,20}://\S{1,500}|\S{1,200}@\S{1,200}"
    r"|(?<![\w.])(?:[~.]{0,2}/|[A-Za-z]:\\)[^\s,;:'\"()]{1,300}"
    r"|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F\-]{1,40}|\b0x[0-9a-fA-F]{1,32}\b|\b(?=\w{0,40}\d)[0-9a-fA-F]{12,64}\b"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}[\d:.,]{0,16})?(?: ?(?:Z|UTC|[+\-]\d{2}:?\d{2}))?"
    r"|\b\d{1,2}:\d{2}(?::\d{2}[.,\d]{0,10})?\b|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b|\b[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){3,7}\b"
    r"|\b(?:[a-z0-9\-]{1,40}\.){1,5}(?:com|org|net|io|local|internal|lan|example|svc|cloud|dev)\b(?::\d{1,5})?",
)
_CODE = re.compile(
    r"\b(?:code|errno|error|sqlstate|err|error code|code name|codename)[\s:=#\[(]{1,3}(?:MY-)?([A-Z0-9]{2,6}|\d{1,6})\b"
    r"|\b(MY-\d{6}|E\d{4,5})\b(?=[\])]|:)|(?<=\d \()([A-Z0-9]{5})(?=\))",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:[A-Z]{2,}[A-Z0-9]*_[A-Z0-9_]+|[A-Za-z]+(?:Exception|Error)\b|[a-z]+(?:_[a-z0-9]+)+|[A-Z][a-z]+[A-Z]\w+)"
)
_WORD = re.compile(r"[^\W\d_]\w*(?:['’\-]\w+)*")
_IDLE = frozenset(
    """
    a an and are as at be been but by can could did do does for from had has have if in info into is it its may more no
    not of on or our so than that the their then there this to up use used using was were which while will with without
    you your debug error err warn warning info note notice trace fatal severe level msg message log logger thread main
    system server time ts pid com org java lang net db std exception utc gmt jan feb mar apr jun jul aug sep oct nov dec
    mon tue wed thu fri sat sun query_id user line file version official build
    """.split()
)


def log_question(texts: Iterable[str]) -> str:
    """The question that pasted texts ask: error codes first, then names, then the words of the lines that tell.

    Empty where no line tells of an error. Nothing of it names a machine, a file, a moment or a person.
    """
    lines = list(dict.fromkeys(line for text in texts for line in _telling(text)))
    codes = (code for line in lines for code in _codes(line))
    names = (name for line in lines for name in _NAME.findall(line) if name.lower() not in _IDLE)
    words = (word for line in lines for word in _words(line))
    found: dict[str, str] = {}
    for word in (*codes, *names, *words):
        found.setdefault(word.lower(), word)
    return " ".join(list(found.values())[:MOST_WORDS])


def _telling(text: str) -> Iterator[str]:
    """The lines that tell of an error, without what is theirs alone."""
    for line in text.splitlines()[:MOST_LINES]:
        short = line[:LONGEST_LINE]
        if _TELLING.search(short) and not _OF_A_TRACE.match(short):
            yield " ".join(_THEIRS.sub(" ", short).split())


def _codes(line: str) -> Iterator[str]:
    for found in _CODE.finditer(line):
        code = next(filter(None, found.groups()))
        if any(letter.isdigit() for letter in code):
            yield code


def _words(line: str) -> Iterator[str]:
    words = [word for word in _WORD.findall(line) if len(word) > 1 and word.lower() not in _IDLE]
    yield from words[:MOST_WORDS_OF_A_LINE]
