"""Sessions are signed cookies: every machine with the same key takes them, and no other does."""

from pathlib import Path

import pytest

from tests.web.case_pages import Customer, Form, case_site, stored
from tests.web.small_site import SmallSite


def machine(folder: Path, key: str) -> SmallSite:
    """A machine with folders of its own, on the database that all share."""
    folder.mkdir()
    site = case_site(folder, SIGNPOST_SECRET_KEY=key)
    site.start()
    return site


def moved(customer: Customer, to: SmallSite) -> Customer:
    """The same browser, whose next request another machine answers."""
    cookie = customer.client.get_cookie("signpost")
    assert cookie
    other = Customer(to.app)
    other.client.set_cookie("signpost", cookie.value)
    return other


@pytest.mark.usefixtures("on_each_database")
def test_a_form_that_one_machine_made_is_taken_by_another_with_the_same_key(tmp_path: Path) -> None:
    one, two = (machine(tmp_path / name, "the same on each machine") for name in ("one", "two"))
    customer = Customer(one.app)
    form = customer.form()
    answers = [moved(customer, two).sends(form), customer.sends(form)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len({each.headers["Location"] for each in answers}) == 1
    assert customer.client.get(answers[0].headers["Location"]).status_code == 200
    assert stored(one) == 1


@pytest.mark.usefixtures("on_each_database")
def test_a_machine_with_another_key_gives_the_form_back_with_the_text(tmp_path: Path) -> None:
    one, two = (machine(tmp_path / name, f"the key of machine {name}") for name in ("one", "two"))
    customer = Customer(one.app)
    form = customer.form()
    answer = moved(customer, two).sends(form)
    assert answer.status_code == 400
    assert Form(answer.text).typed == form.typed
    assert stored(one) == 0
