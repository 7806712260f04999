"""A message as an e-mail that every server takes and nobody's text can break out of."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from email_validator import EmailNotValidError, validate_email

from app.cases.deliveries.port import DeliveryRefused, Message

LONGEST_SUBJECT = 150
LONGEST_LOCAL = 64
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<spec>[^<>]*)>\s*")
# RFC 5322's dot-atom with RFC 6531's letters; quoted local parts are not taken.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")


@dataclass(frozen=True)
class Mail:
    """An e-mail ready to leave; `needs_utf8` where an address can only be written beyond ASCII (SMTPUTF8)."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


def mail_from(message: Message) -> Mail:
    """The e-mail of a message: its text, the same as HTML, its attachments, its own Message-ID.

    An address to answer to that cannot be written is left out: it never keeps a case from its desk.

    Raises: DeliveryRefused where the sender's or the recipient's address cannot be written.
    """
    sender, recipient = address(message.sender), address(message.to)
    needs_utf8 = not (sender.addr_spec + recipient.addr_spec).isascii()
    mail = EmailMessage(policy=SMTPUTF8 if needs_utf8 else SMTP)
    mail["Message-ID"] = _one_line(message.message_id)
    if message.about:
        mail["In-Reply-To"] = mail["References"] = _one_line(message.about)
    mail["Date"] = message.written_at
    mail["From"], mail["To"] = sender, recipient
    mail["Subject"] = _one_line(message.subject)[:LONGEST_SUBJECT]
    if (reply_to := _reply_to(message.reply_to, needs_utf8)) is not None:
        mail["Reply-To"] = reply_to
    if message.is_automatic:
        mail["Auto-Submitted"] = "auto-generated"
    _fill(mail, message)
    return Mail(sender.addr_spec, recipient.addr_spec, mail.as_bytes(), needs_utf8)


def address(text: str) -> Address:
    """The address in "name@example.org" or "Name <name@example.org>", its domain as DNS writes it.

    Raises: DeliveryRefused for what is no address.
    """
    named = _NAMED.fullmatch(text)
    name, spec = (named["name"].strip(' "'), named["spec"]) if named else ("", text)
    local, _, domain = spec.strip().rpartition("@")
    ascii_domain = _ascii_domain(domain)
    is_local = _LOCAL.fullmatch(local) and local.isprintable() and len(local.encode()) <= LONGEST_LOCAL
    if not is_local or not _DOMAIN.fullmatch(ascii_domain):
        raise DeliveryRefused("not an e-mail address")
    return Address(_one_line(name), local, ascii_domain)


def _ascii_domain(domain: str) -> str:
    """The domain as DNS writes it; names of a local network are as good as others. Empty for what is no domain."""
    if domain.isascii():
        return domain
    try:
        return validate_email(f"anyone@{domain}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return ""


def _fill(mail: EmailMessage, message: Message) -> None:
    mail.set_content(message.body_text, charset="utf-8")
    if message.body_html:
        mail.add_alternative(message.body_html, subtype="html", charset="utf-8")
    for each in message.attachments:
        maintype, _, subtype = each.media_type.partition("/")
        mail.add_attachment(each.content, maintype=maintype, subtype=subtype, filename=each.name)


def _reply_to(text: str, may_be_utf8: bool) -> Address | None:
    try:
        reply_to = address(text)
    except DeliveryRefused:
        return None
    return reply_to if may_be_utf8 or reply_to.addr_spec.isascii() else None


def _one_line(text: str) -> str:
    """The text without anything that could end a header or hide in one."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
