"""Links to a case: its secret, signed by the site together with the moment of issue, good for so many days."""

import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import Signer

SALT = "signpost case link"
SEPARATOR = "~"
TOKEN = re.compile(r"(?P<secret>[A-Za-z0-9_-]{22,64})~(?P<issued>[0-9]{1,11})~[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class OpenedLink:
    """What a link of ours opens; `is_expired` where its time is over."""

    secret: str = field(repr=False)
    is_expired: bool


@dataclass(frozen=True)
class Links:
    """Makes and reads the links of a site, with its signing key."""

    signing_key: str = field(repr=False)
    days: int

    def token(self, secret: str, issued_at: datetime) -> str:
        """What stands in the address of a case's page, for a link issued at that aware moment."""
        return self._signer.sign(f"{secret}{SEPARATOR}{int(issued_at.timestamp())}").decode("ascii")

    def url(self, public_url: str, secret: str, issued_at: datetime) -> str:
        """The whole address of a case's page."""
        return f"{public_url.rstrip('/')}/cases/{self.token(secret, issued_at)}"

    def opened(self, token: str, now: datetime) -> OpenedLink | None:
        """What the token opens now (aware); None for whatever this site did not issue, to the last character.

        A link from a moment still to come is good: the clock was set back since.
        """
        found = TOKEN.fullmatch(token)
        if found is None:
            return None
        issued_at = datetime.fromtimestamp(int(found["issued"]), UTC)
        # Compared as a whole: the same signature can be written in more than one way.
        if not hmac.compare_digest(token, self.token(found["secret"], issued_at)):
            return None
        return OpenedLink(found["secret"], now - issued_at > timedelta(days=self.days))

    @property
    def _signer(self) -> Signer:
        return Signer(self.signing_key, salt=SALT, sep=SEPARATOR, key_derivation="hmac", digest_method=sha256)
