"""A setting chooses the delivery."""

from pathlib import Path

import pytest

from app.cases.deliveries.choice import UnknownDelivery, delivery_from
from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.smtp import Smtp, SmtpUrlInvalid


def test_the_setting_names_the_delivery(tmp_path: Path) -> None:
    assert isinstance(delivery_from("eml", tmp_path, None), EmlFolder)
    assert isinstance(delivery_from("smtp", tmp_path, "smtp://localhost"), Smtp)


def test_a_name_that_no_delivery_has_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownDelivery, match="pigeon"):
        delivery_from("pigeon", tmp_path, None)


def test_smtp_needs_an_address(tmp_path: Path) -> None:
    with pytest.raises(SmtpUrlInvalid):
        delivery_from("smtp", tmp_path, None)
