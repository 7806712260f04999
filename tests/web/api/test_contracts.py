"""Contracts by the API: signed, all or none, and told of as the document says."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from app.cases.deliveries.webhook import signature
from app.config import CHECKOUT
from tests.databases import asked
from tests.running import running_site
from tests.web.case_pages import with_parts
from tests.web.contract_pages import contract_site
from tests.web.small_site import SmallSite
from tests.web.triage.test_contract import Away

ADDRESS = "/api/v1/contracts"
SECRET = "a secret of sixteen or more"
CONTRACT: dict[str, Any] = {
    "policy": "acme",
    "support_id": "S-1",
    "organisation": "Example AB",
    "email_domains": ["example.com", "bücher.example"],
    "tier": "basic",
    "starts_on": "2026-03-01",
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    return contract_site(tmp_path_factory.mktemp("site"), SIGNPOST_CONTRACTS_SECRET=SECRET)


@pytest.fixture
def site(started: SmallSite, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """The site without a contract; parts that the test gives it are its own."""
    monkeypatch.setitem(started.app.extensions, "signpost", started.parts)
    asked(started.parts.settings.database_url, "DELETE FROM contracts")
    return started


def put(
    site: SmallSite, data: object, seconds: int = 0, secret: str = SECRET, signed: str | None = None,
    kind: str = "application/json",
) -> TestResponse:  # fmt: skip
    """What is answered to a request that was signed so many seconds ago, or carries this signature."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    proof = signature(secret, int(site.now.timestamp()) - seconds, body) if signed is None else signed
    headers = {"Signpost-Signature": proof, "Content-Type": kind}
    answer = site.app.test_client().put(ADDRESS, data=body, headers=headers)
    _as_documented(site, answer)
    return answer


def _as_documented(site: SmallSite, answer: TestResponse) -> None:
    document = site.app.test_client().get("/api/openapi.json").get_json()
    ((kind, content),) = document["paths"][ADDRESS]["put"]["responses"][str(answer.status_code)]["content"].items()
    schema = {**content["schema"], "components": document["components"]}
    assert answer.content_type == kind
    assert [error.message for error in Draft202012Validator(schema).iter_errors(answer.get_json())] == []


def test_contracts_are_taken_once_and_the_same_again_changes_nothing(site: SmallSite) -> None:
    first, again = (put(site, {"contracts": [CONTRACT]}) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_json() == {"added": 1, "changed": 0, "unchanged": 0, "removed": 0, "warnings": []}
    assert again.get_json()["unchanged"] == 1
    (found,) = site.parts.contracts.all()
    assert found.email_domains == ("example.com", "xn--bcher-kva.example")
    assert "/triage/acme/contract" in site.app.test_client().get("/triage/acme").text


def test_to_replace_removes_those_not_named(site: SmallSite) -> None:
    put(site, {"contracts": [CONTRACT, CONTRACT | {"support_id": "S-2"}]})
    answer = put(site, {"contracts": [CONTRACT], "replace": True})
    assert (answer.get_json()["unchanged"], answer.get_json()["removed"]) == (1, 1)


def test_every_error_of_every_contract_is_told_and_nothing_is_changed(site: SmallSite) -> None:
    wrong = CONTRACT | {"support_id": "S 2", "tier": "platinum", "incidents_used": 3}
    answer = put(site, {"contracts": [CONTRACT, wrong]})
    assert answer.status_code == 422
    fields = [error["field"] for error in answer.get_json()["errors"]]
    assert fields == ["contracts.1.tier", "contracts.1.support_id", "contracts.1.counted_on"]
    assert site.parts.contracts.all() == ()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"{", 400),
        ({"contracts": []}, 422),
        ({"contracts": [CONTRACT | {"incidents_used": -1}]}, 422),
        ({"contracts": [CONTRACT | {"teir": "basic"}]}, 422),
        ({"contracts": [CONTRACT | {"starts_on": "soon"}]}, 422),
        ([CONTRACT], 422),
    ],
)
def test_what_does_not_fit_is_refused(site: SmallSite, data: object, status: int) -> None:
    assert put(site, data).status_code == status
    assert site.parts.contracts.all() == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": 301},
        {"seconds": -301},
        {"secret": "another secret of sixteen"},
        {"signed": ""},
        {"signed": "t=1,v1=" + "0" * 64},
        {"signed": "t=" + "9" * 5000},
    ],
    ids=["too old", "too far ahead", "another secret", "no signature", "another's", "nonsense"],
)
def test_what_is_not_signed_by_the_secret_just_now_is_refused(site: SmallSite, changes: dict[str, Any]) -> None:
    assert put(site, {"contracts": [CONTRACT]}, **changes).status_code == 401
    assert site.parts.contracts.all() == ()


def test_a_signature_holds_for_five_minutes_and_for_its_body_alone(site: SmallSite) -> None:
    data = {"contracts": [CONTRACT]}
    assert [put(site, data, seconds).status_code for seconds in (300, -300)] == [200, 200]
    stolen = signature(SECRET, int(site.now.timestamp()), json.dumps(data).encode())
    other = {"contracts": [CONTRACT | {"tier": "gold"}]}
    assert put(site, other, signed=stolen).status_code == 401


def test_other_content_than_json_is_refused(site: SmallSite) -> None:
    assert put(site, {"contracts": [CONTRACT]}, kind="text/plain").status_code == 415


def test_a_site_without_a_secret_takes_none(tmp_path: Path) -> None:
    assert put(contract_site(tmp_path), {"contracts": [CONTRACT]}).status_code == 404


def test_where_they_cannot_be_stored_the_same_may_be_sent_again(site: SmallSite) -> None:
    with_parts(site.app, contracts=Unwritable())
    answer = put(site, {"contracts": [CONTRACT]})
    assert (answer.status_code, "Nothing was changed" in answer.get_json()["detail"]) == (503, True)


class Unwritable(Away):
    """Contracts that cannot be stored."""

    def put(self, *_: object, **__: object) -> Any:
        return self.verified()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="curl or openssl is missing")
def test_the_example_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    guide = (CHECKOUT / "docs" / "contracts.md").read_text(encoding="utf-8")
    example = re.search(r"```sh\n(SITE=.*?)```", guide, re.DOTALL)
    assert example
    with running_site(tmp_path, CHECKOUT / "content", SIGNPOST_CONTRACTS_SECRET=SECRET) as running:
        script = re.sub(r"^SITE=.*$", f"SITE=http://127.0.0.1:{running.port}", example[1], count=1, flags=re.MULTILINE)
        script = re.sub(r"^SECRET=.*$", f"SECRET='{SECRET}'", script, count=1, flags=re.MULTILINE)
        done = subprocess.run(["sh", "-eu", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S607
    assert json.loads(done.stdout)["added"] == 1
