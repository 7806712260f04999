"""A case handed over from an outcome: into the folder of mails, and over SMTP into a mailbox."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journeys import GRAVEST
from tests.browser.site import RunningSite, running_site
from tests.browser.visitor import DESKTOP, PHONE, Screen, Visitor, visiting
from tests.cases.deliveries.servers import Mailbox, smtp_server

DESCRIPTION = "Nothing answers since 09:40.\nVäntar på svar <soon> & “now”."


def fill_in(visitor: Visitor, summary: str) -> None:
    """From an outcome to the form, with everything that the policy demands but a proper e-mail address."""
    visitor.answer(GRAVEST["severalnines"])
    visitor.press(visitor.page.get_by_role("link", name="Fill in a case"))
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Open a case with Severalnines")
    expect(page.locator(".badges")).to_contain_text("SEV-1 Critical")
    for label, text in (
        ("Your name", "Ann Lind"),
        ("Organisation", "Lind & Co"),
        ("E-mail address", "ann@example"),
        ("Summary", summary),
        ("Description", DESCRIPTION),
        ("Support ID", "S-77"),
        ("Version of the product", "2.3.1"),
        ("What it means for your business", "No orders."),
    ):
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.get_by_label("Your time zone").select_option("Europe/Stockholm")


def send_mended(visitor: Visitor) -> str:
    """Sends the form, mends what is said to be wrong, sends it again; the reference on the receipt."""
    page = visitor.page
    with visitor.expecting(422):
        visitor.press(page.get_by_role("button", name="Send the case"))
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text("The case has not been sent yet.")
        expect(page.get_by_role("textbox", name="Description", exact=True)).to_have_value(DESCRIPTION)
        expect(page.get_by_label("Your time zone")).to_have_value("Europe/Stockholm")
        summary.get_by_role("link").click()
        wrong = page.get_by_role("textbox", name="E-mail address", exact=True)
        expect(wrong).to_have_value("ann@example")
        wrong.fill("ann@example.com")
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")
    assert re.fullmatch(rf"{visitor.url}/cases/[\w~-]{{20,}}", page.url)
    return page.locator(".reference span").inner_text()


def wait_for(mails: Callable[[], Sequence[EmailMessage]], reference: str) -> dict[str, EmailMessage]:
    """The mails about a case by whom they are to, once both are there."""
    comes(lambda: len(about(mails(), reference)) == 2)
    return about(mails(), reference)


def about(mails: Sequence[EmailMessage], reference: str) -> dict[str, EmailMessage]:
    return {str(mail["To"]): mail for mail in mails if reference in str(mail["Subject"])}


def check(mails: dict[str, EmailMessage], reference: str, summary: str) -> None:
    """The desk has everything, and the customer a confirmation."""
    desk, customer = (text_of(mails[to]) for to in ("support@localhost", "ann@example.com"))
    for said in (reference, summary, *DESCRIPTION.splitlines(), "S-77", "2.3.1", "No orders.", "SEV-1 Critical"):
        assert said in desk
    assert reference in customer
    assert "/cases/" in customer


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("visitor", [DESKTOP, PHONE.without_scripts], ids=lambda screen: screen.name, indirect=True)
def test_a_case_is_mended_sent_and_lies_in_the_folder_of_mails(visitor: Visitor, site: RunningSite) -> None:
    summary = f"All databases are down ({visitor.screen.name})"
    fill_in(visitor, summary)
    reference = send_mended(visitor)
    check(wait_for(lambda: written(site), reference), reference, summary)
    receipt = visitor.open(visitor.page.url.removeprefix(visitor.url))
    receipt.get_by_role("heading", name="What you sent").click()
    expect(receipt.get_by_text(DESCRIPTION[:20]).first).to_be_visible()


def written(site: RunningSite) -> list[EmailMessage]:
    """The mails in the folder."""
    files = (site.data_dir / "mail").glob("*.eml")
    return [message_from_bytes(path.read_bytes(), policy=default) for path in files]


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port:
        yield mailbox, port


@pytest.fixture(scope="module")
def mailing_site(mailbox: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    mail = {"SIGNPOST_DELIVERY": "smtp", "SIGNPOST_SMTP_URL": f"smtp://127.0.0.1:{mailbox[1]}"}
    with running_site(tmp_path_factory.mktemp("mailing"), **mail) as running:
        yield running


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=lambda screen: screen.name)
def test_a_case_is_sent_over_smtp_and_read_in_the_mailbox(
    screen: Screen, browser: Browser, mailing_site: RunningSite, mailbox: tuple[Mailbox, int]
) -> None:
    summary = f"Sent over SMTP from a {screen.name}"
    with visiting(browser, mailing_site.url, screen) as visitor:
        fill_in(visitor, summary)
        reference = send_mended(visitor)
        check(wait_for(lambda: mailbox[0].received, reference), reference, summary)


def test_a_policy_that_is_edited_is_seen_changed_and_a_broken_one_leaves_the_last_good_one_up(
    browser: Browser, mailing_site: RunningSite
) -> None:
    file = next((mailing_site.content_dir / "policies" / "clusterpoint").glob("*.md"))
    text = file.read_text(encoding="utf-8")
    with visiting(browser, mailing_site.url, DESKTOP) as visitor:
        page = visitor.open("/policies/clusterpoint/")
        expect(page.get_by_text("2 hours, around the clock").first).to_be_visible()
        file.write_text(text.replace("target: 2 hours on", "target: 3 hours on"), encoding="utf-8")
        changed = page.get_by_text("3 hours, around the clock").first
        comes(lambda: bool(page.reload()) and changed.is_visible())
        file.write_text(text.replace("tiers:\n", "tears:\n"), encoding="utf-8")
        comes(lambda: file.name in page.request.get(f"{visitor.url}/healthz").text())
        visitor.open("/policies/clusterpoint/")
        expect(changed).to_be_visible()


def comes(is_there: Callable[[], bool]) -> None:
    """It happens soon."""
    ends_at = time.monotonic() + 30
    while not is_there():
        assert time.monotonic() < ends_at
        time.sleep(0.2)
