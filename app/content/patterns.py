"""How names, addresses and dates are written in front matter, each with the hint that an error gives."""

from typing import Annotated

from pydantic import StringConstraints

ID = r"^[a-z0-9][a-z0-9-]*$"
NAME = r"^[a-z][a-z0-9_]*$"
ADDRESS_PART = r"^[a-z0-9][a-z0-9_.-]*$"
OLD_ADDRESS = r"^[^\s/?#]+(/[^\s/?#]+)*$"
WEB = r"^https://[^\s]+$"
REACHED_AT = r"^(https://\S+|mailto:\S+@\S+|tel:\+?[\d-]+)$"
DAY_OR_MONTH = r"^\d{4}-\d{2}(-\d{2})?$"
DURATION = r"^[1-9][0-9]{0,3} (minutes?|hours?|days?)$"

HINTS = {
    ID: "use a-z, 0-9 and “-”, for example gold-support",
    NAME: "use a-z, 0-9 and “_”, for example incidents_used",
    ADDRESS_PART: "use a-z, 0-9, “-”, “_” and “.”",
    OLD_ADDRESS: "write what stood behind /articles/, without a slash before or after it",
    WEB: "write a whole address that begins with https://",
    REACHED_AT: "write https://…, mailto:name@host or tel:+4912345",
    DURATION: "write it as 30 minutes, 2 hours or 1 day",
    DAY_OR_MONTH: "write 2026-06-01, or 2026-06 for a month",
}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=ID, max_length=60)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
WebAddress = Annotated[str, StringConstraints(pattern=WEB)]
