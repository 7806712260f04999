"""A desk that the routing names is joined with its settings, which are never shown."""

import pytest

from app.cases.book import CaseBook
from app.cases.deliveries.http import Client
from app.cases.deliveries.request_tracker import RequestTracker
from app.cases.deliveries.webhook import Webhook
from app.cases.deliveries.zendesk import Zendesk
from app.cases.desks import Desks, DeskSettings
from app.cases.outbox import Outbox
from app.cases.routes import Desk, DeskMissing, Routes
from app.cases.worker import Counts, deliver_due
from app.domain.routing import DeskKind, NamedDesk, Route, Routing, Way
from tests.cases.samples import LINKS, SUBMITTED_AT, Clock, Recorder, draft

SET = {
    "SIGNPOST_DESK_RT_URL": "https://rt.example.com",
    "SIGNPOST_DESK_RT_TOKEN": "hidden-token",
    "SIGNPOST_DESK_ZEN_URL": "https://example.zendesk.com",
    "SIGNPOST_DESK_ZEN_USER": "bot@example.com",
    "SIGNPOST_DESK_ZEN_TOKEN": "hidden-token",
    "SIGNPOST_DESK_HOOK_URL": "https://hook.example.com/cases",
    "SIGNPOST_DESK_HOOK_SECRET": "hidden-secret-of-the-hook",
}
ROUTING = Routing(
    {
        "rt": NamedDesk("rt", "RT", DeskKind.REQUEST_TRACKER, queue="Support", fields={"severity": "Severity"}),
        "zen": NamedDesk("zen", "Zendesk", DeskKind.ZENDESK),
        "hook": NamedDesk("hook", "Hook", DeskKind.WEBHOOK),
        "mail": NamedDesk("mail", "Mail", DeskKind.EML, address="other@example.com", severities={1: "S1"}),
    }
)


def _desks(recorder: Recorder | None = None, /, **changes: str) -> Desks:
    return Desks(lambda: ROUTING, DeskSettings(SET | changes), lambda _: recorder or Recorder(), "desk@example.com")


@pytest.mark.parametrize(("name", "kind"), [("rt", RequestTracker), ("zen", Zendesk), ("hook", Webhook)])
def test_a_desk_is_made_of_the_routing_and_its_settings(name: str, kind: type) -> None:
    desk = _desks().named(name)
    assert isinstance(desk.delivery, kind)
    assert desk.address == "desk@example.com"
    client = next(each for each in vars(desk.delivery).values() if isinstance(each, Client))
    assert "hidden" not in f"{desk!r} {client!r} {_desks()!r}"


@pytest.mark.parametrize("name", SET)
def test_what_is_not_set_is_named(name: str) -> None:
    desks = _desks(**{name: " "})
    assert [name in each for each in desks.missing()] == [True]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SIGNPOST_DESK_RT_URL", "http://rt.example.com", "https"),
        ("SIGNPOST_DESK_RT_URL", "https://u:hidden@rt.example.com", "password"),
        ("SIGNPOST_DESK_HOOK_SECRET", "hidden", "shorter"),
    ],
)
def test_what_cannot_be_used_is_told_without_its_value(name: str, value: str, said: str) -> None:
    (problem,) = _desks(**{name: value}).missing()
    assert said in problem
    assert "hidden" not in problem


def test_a_site_whose_desks_are_all_set_misses_nothing() -> None:
    assert _desks().missing() == []


def test_a_desk_that_is_not_there_is_told() -> None:
    with pytest.raises(DeskMissing, match="nobody"):
        _desks().named("nobody")


def test_a_case_goes_to_the_desk_and_queue_chosen_for_it(book: CaseBook, outbox: Outbox) -> None:
    own, named = Recorder(), Recorder()
    way = Routes(Desk(own, "own@example.com"), own, "s@example.com", "", LINKS, named=_desks(named).named)
    book.submit(draft(contact_email="", route=Route(Way("mail", "Urgent"))), SUBMITTED_AT)
    assert deliver_due(outbox, way, Clock()) == Counts(delivered=1)
    assert own.messages == []
    (sent,) = named.messages
    assert (sent.to, sent.queue, sent.requestor) == ("other@example.com", "Urgent", "")
    assert sent.due_at == draft().first_response_due_at


def test_a_confirmation_asks_the_customer_to_send_what_goes_by_hand(book: CaseBook, outbox: Outbox) -> None:
    form = Routing({"f": NamedDesk("f", "Form", DeskKind.GITHUB_FORM, address="https://github.com/example/acme")})
    own = Recorder()
    desks = Desks(lambda: form, DeskSettings({}), lambda _: own, "desk@example.com")
    way = Routes(Desk(own, "own@example.com"), own, "s@example.com", "", LINKS, named=desks.named)
    for key, route in (("1", Route(Way("f"), is_by_hand=True)), ("2", None)):
        book.submit(draft(idempotency_key=key, desk="f" if route else "", route=route), SUBMITTED_AT)
    deliver_due(outbox, way, Clock())
    by_hand, _, sent = own.messages
    assert "through its own form only" in by_hand.body_text
    assert "You need not send it again" in sent.body_text


def test_a_case_for_a_desk_that_is_gone_is_kept_and_tried_again(book: CaseBook, outbox: Outbox) -> None:
    own = Recorder()
    way = Routes(Desk(own, "own@example.com"), own, "s@example.com", "", LINKS, named=_desks().named)
    case = book.submit(draft(contact_email="", route=Route(Way("gone"))), SUBMITTED_AT).case
    assert deliver_due(outbox, way, Clock()) == Counts(failed=1)
    assert "gone" in book.delivery_state(case)[0].last_error
    assert own.messages == []
