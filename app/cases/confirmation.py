"""The confirmation that a customer gets by e-mail: the reference, what happens next, and until when."""

from collections.abc import Iterator

from app.cases.book import CONFIRMATION, DESK
from app.cases.deliveries.port import Message
from app.cases.html_mail import confirmation_html
from app.cases.letters import earlier_id, message_key
from app.domain.case import Case
from app.domain.case_text import Fact, promise_text

TEXT = """\
Hello,

your case has been received. Its reference is {reference}.

What happens next
- {way}
- First response: {first_response}.
- Resolution: {resolution}.
{facts}
Everything that you sent, and how far it has come:
{receipt_url}
There you can also add a comment or a file, say that it has got worse, escalate it, or say that it is solved.
Whoever has this address can read the case, so pass it on with care. It holds for a limited time; another one is sent
to you here: {find_url}

On the phone, the reference {reference} is enough.
If you did not open this case, somebody entered your address by mistake: please ignore this message.
"""


SENT = "Your case goes to the support desk with everything that you entered. You need not send it again."
BY_HAND = (
    "The support desk takes cases through its own form only. Open it, filled in, on the page below, and send it there."
)


def confirmation_message(
    case: Case, message_id: str, sender: str, reply_to: str, public_url: str, link: str, *, is_by_hand: bool = False
) -> Message:
    """The confirmation to the address in the case, with the `link` to its page.

    `is_by_hand` where the customer has to hand it to the desk.

    It names the message to the desk as the one before it: a customer's answer so stands below the case in the desk's
    mailbox. It repeats nothing that was typed into the form: it must not carry a stranger's words to someone else's
    mailbox.
    """
    facts = tuple(_facts(case))
    said = {
        "reference": case.reference,
        "way": BY_HAND if is_by_hand else SENT,
        "first_response": promise_text(case.first_response_text, case.first_response_due_at, case.zone),
        "resolution": promise_text(case.resolution_text, case.resolution_due_at, case.zone),
        "receipt_url": link,
        "find_url": f"{public_url.rstrip('/')}/cases/find",
    }
    return Message(
        message_id=message_id,
        key=message_key(message_id),
        to=case.contact_email,
        sender=sender,
        reply_to=reply_to,
        subject=f"Your case {case.reference}",
        body_text=TEXT.format(**said, facts="".join(f"- {each.name}: {each.text}.\n" for each in facts)),
        body_html=confirmation_html(said, facts),
        written_at=case.submitted_at,
        is_automatic=True,
        about=earlier_id(message_id, CONFIRMATION, DESK),
    )


def _facts(case: Case) -> Iterator[Fact]:
    told = (("Severity", case.severity_name), ("Support tier", case.tier_name), ("Policy", case.policy_title))
    return (Fact(name, text) for name, text in told if text)
