"""A database that is held, away or read-only: everything but cases is served, and nothing that was typed is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from tests.conftest import Without
from tests.databases import full_disk, held, read_only, sqlite_only
from tests.web.case_pages import GRAVE, Customer, Form, case_site, says, stored, with_parts
from tests.web.small_site import SmallSite

SERVED = (
    "/",
    "/policies/acme/",
    "/articles/acme/restart",
    "/search?q=restart",
    "/triage/acme",
    "/api/v1/policies/acme",
    "/api/v1/triage/acme",
)


@pytest.fixture
def site(tmp_path: Path, on_each_database: None) -> SmallSite:
    """A site with one policy and one article, not started yet."""
    return case_site(tmp_path)


def takes_no_case(site: SmallSite, state: str) -> Form:
    """All but cases is served, and the form comes back with everything typed; the form as it came back."""
    customer = Customer(site.app)
    assert {address: customer.client.get(address).status_code for address in SERVED} == dict.fromkeys(SERVED, 200)
    says(customer.opens(), "Cases cannot be taken here at the moment", "Portal")
    form = customer.form()
    answer = customer.sends(form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    says(answer, "Your case could not be stored", "Portal")
    assert Form(answer.text).typed == form.typed
    health = customer.client.get("/healthz")
    assert health.status_code == 200
    assert health.json
    assert (health.json["status"], health.json["cases"]["state"]) == ("degraded", state)
    return Form(answer.text)


def forget_connections(site: SmallSite) -> None:
    """An open file of SQLite would outlive its name."""
    with site.app.app_context():
        site.app.extensions["sqlalchemy"].engine.dispose()


def test_while_another_process_holds_the_database_pages_are_served_and_a_case_waits_its_turn(site: SmallSite) -> None:
    customer = Customer(site.start())
    receipt = customer.sends(customer.form()).headers["Location"]
    form = customer.form(GRAVE | {"impact": "degraded"})
    with ThreadPoolExecutor(1) as other:
        with held(site.parts.settings.database_url):
            answer = other.submit(customer.sends, form)
            for address in (*SERVED, receipt):
                assert customer.client.get(address).status_code == 200
            assert customer.opens().status_code == 200
            assert not answer.done()
        assert answer.result().status_code == 303
    assert stored(site) == 2


def test_a_database_held_for_too_long_gives_the_form_back_and_takes_it_once_it_is_free(site: SmallSite) -> None:
    customer = Customer(site.start())
    form = customer.form()
    with held(site.parts.settings.database_url):
        answer = customer.sends(form)
        assert answer.status_code == 503
        assert Form(answer.text).typed == form.typed
        assert stored(site) == 0
    assert customer.sends(Form(answer.text)).status_code == 303
    assert stored(site) == 1


@sqlite_only
def test_a_full_disk_gives_the_form_back_and_takes_it_once_there_is_room(site: SmallSite) -> None:
    customer = Customer(site.start())
    form = customer.form()
    with full_disk():
        assert {address: customer.client.get(address).status_code for address in SERVED} == dict.fromkeys(SERVED, 200)
        answer = customer.sends(form)
        assert answer.status_code == 503
        assert Form(answer.text).typed == form.typed
    assert customer.sends(Form(answer.text)).status_code == 303
    assert stored(site) == 1


def test_a_database_that_is_missing_at_the_start_is_used_without_a_restart_once_it_is_there(
    site: SmallSite, without_database: Callable[[], Without]
) -> None:
    with without_database():
        site.start()
        form = takes_no_case(site, "unusable")
    answer = site.app.test_client().post(form.action, data=form.values)
    assert answer.status_code == 400  # another browser: the form is not its own, and comes back as it was typed
    assert Form(answer.text).typed == form.typed
    customer = Customer(site.app)
    assert customer.sends(customer.form()).status_code == 303
    assert stored(site) == 1


def test_a_database_that_goes_away_and_comes_back_is_used_again(
    site: SmallSite, without_database: Callable[[], Without]
) -> None:
    customer = Customer(site.start())
    receipt = customer.sends(customer.form()).headers["Location"]
    forget_connections(site)
    with without_database():
        takes_no_case(site, "unusable")
        answer = customer.client.get(receipt)
        assert answer.status_code == 503
        says(answer, "Your case is safe")
    assert customer.client.get(receipt).status_code == 200
    assert stored(site) == 1


def test_a_read_only_database_shows_cases_and_takes_none(site: SmallSite) -> None:
    customer = Customer(site.start())
    receipt = customer.sends(customer.form()).headers["Location"]
    database = Database.open(read_only(site.parts.settings.database_url))
    with_parts(site.app, book=CaseBook(database, "help.example.com"))
    takes_no_case(site, "unusable")
    assert customer.client.get(receipt).status_code == 200
    assert stored(site) == 1
    database.close()
