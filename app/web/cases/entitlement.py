"""The entitlement of a case: what the contract that its sender holds proves of it."""

from dataclasses import replace

from flask_wtf import FlaskForm

from app.cases.addresses import domain_of, is_one_of
from app.domain.case import CaseDraft, CaseEntitlement
from app.domain.contract import COUNTED
from app.domain.triage import Position
from app.web.cases.entries import Entry
from app.web.triage.held import Held, held

SUPPORT_ID = "support_id"


def with_entitlement(draft: CaseDraft, at: Position) -> CaseDraft:
    """The case with the contract that its sender holds, where answers, Support ID and address are those of it."""
    found = held(draft.policy)
    if found is None or not found.agrees(at) or not _is_of(found, draft):
        return draft
    contract, stands = found.contract, found.stands
    used = stands.used + (draft.outcome in COUNTED)
    verified = CaseEntitlement(contract.support_id, contract.organisation, used, stands.included, stands.per)
    return replace(draft, entitlement=verified)


def fill_in_contract(form: FlaskForm, slug: str) -> None:
    """What the contract says is typed already."""
    found = held(slug)
    if found is None:
        return
    known = {SUPPORT_ID: found.contract.support_id, "organisation": found.contract.organisation}
    for name, text in (known | {"contact_email": found.address}).items():
        control = Entry(name, "").control
        if control in form:
            form[control].data = text


def _is_of(found: Held, draft: CaseDraft) -> bool:
    typed = {each.id: each.value for each in draft.fields}.get(SUPPORT_ID, found.contract.support_id)
    domain = domain_of(draft.contact_email) or ""
    return typed == found.contract.support_id and is_one_of(domain, found.contract.email_domains)
