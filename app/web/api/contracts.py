"""The way in for contracts: a vendor's own system puts them here, and signs what it sends."""

from dataclasses import asdict

from flask import Blueprint, Response, abort, request

from app.cases.contract_lines import ContractReader, Line
from app.cases.database import CaseBookUnavailable
from app.cases.deliveries.webhook import SIGNATURE, is_signed
from app.domain.contract import Contract
from app.web.api import messages as message
from app.web.api.openapi import Parameter, operation
from app.web.api.reading import body
from app.web.api.views import TEXT, answered
from app.web.errors import problem
from app.web.site import current_policies, now, site, today

contracts_api = Blueprint("contracts_api", __name__)
PROOF = Parameter(SIGNATURE, "header", TEXT, "What proves who sends: t=…,v1=…, as docs/contracts.md tells.")


@contracts_api.put("/api/v1/contracts")
@operation(
    "put",
    "/api/v1/contracts",
    {200: message.ContractsMessage},
    PROOF,
    body=message.ContractsRequest,
    errors=(400, 401, 404, 413, 415, 422, 503),
)
def put_contracts() -> Response:
    """Add or replace contracts, all or none; the same once more changes nothing."""
    _prove()
    asked = body(message.ContractsRequest)
    reader = ContractReader({version.policy.slug: version.policy for version in current_policies()}, today())
    found = list(filter(None, (reader.read(_line(n, each)) for n, each in enumerate(asked.contracts, 1))))
    if reader.mistakes:
        errors = [
            {"field": f"contracts.{each.line - 1}.{each.column}", "detail": f"{each.message}. {each.hint}."}
            for each in reader.mistakes
        ]
        return problem(422, "Nothing was changed: see errors.", errors=errors)
    return _put(found, reader, replaces_all=asked.replace)


def _put(found: list[Contract], reader: ContractReader, *, replaces_all: bool) -> Response:
    try:
        changes = site().contracts.put(found, now(), replaces_all=replaces_all)
    except CaseBookUnavailable:
        return problem(503, "The contracts could not be stored. Nothing was changed: send the same request again.")
    warnings = list(filter(None, reader.warnings.values()))
    return answered(message.ContractsMessage(**asdict(changes), warnings=warnings))


def _prove() -> None:
    secret = site().settings.contracts_secret
    if secret is None:
        abort(problem(404, "This site takes no contracts here."))
    if not is_signed(secret, request.headers.get(SIGNATURE, ""), request.get_data(), now().timestamp()):
        abort(problem(401, f"The header {SIGNATURE} does not prove this body, or is more than five minutes old."))


def _line(number: int, each: message.ContractRequest) -> Line:
    """The contract in the texts of a line of CSV: one set of rules holds for both."""
    texts = each.model_dump()
    return Line(number, {name: _text(value) for name, value in texts.items()})


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
