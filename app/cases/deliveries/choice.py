"""Which delivery a site uses, by its settings."""

from pathlib import Path

from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.port import Delivery
from app.cases.deliveries.smtp import Smtp, SmtpServer


class UnknownDelivery(ValueError):
    """No delivery has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no delivery {name!r}, only eml and smtp")
        self.name = name


def delivery_from(name: str, folder: Path, smtp_url: str | None) -> Delivery:
    """The delivery that SIGNPOST_DELIVERY names: `eml` writes into the folder, `smtp` sends to the server.

    Raises: UnknownDelivery, SmtpUrlInvalid.
    """
    if name == "eml":
        return EmlFolder(folder)
    if name == "smtp":
        return Smtp(SmtpServer.from_url(smtp_url or ""))
    raise UnknownDelivery(name)
