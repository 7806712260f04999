"""The published JSON Schema of a case for machines: the format signpost-case/1, key by key."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.case_json import FORMAT

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Part(BaseModel):
    """A part of a case: every key is there, and no other."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class PolicyPart(Part):
    """The version of the policy that decided."""

    slug: str
    """Its name in addresses of the site."""
    title: str
    """Its title."""
    version: str
    """Which version it was."""
    hash: str
    """What the version's text and rules come to: it changes with any of them."""


class FieldPart(Part):
    """Something that the policy asks for beyond what every case has."""

    id: str
    """Its id in the policy."""
    label: str
    """What the customer read beside it."""
    value: str
    """What the customer typed, every character; empty where nothing was."""


class FilePart(Part):
    """A file that goes along."""

    id: str
    """What the site calls it."""
    name: str
    """Its name, as the customer had it."""
    media_type: str
    """Its media type, by what it holds."""
    size: Annotated[int, Field(ge=0)]
    """How many bytes it has."""
    sha256: str
    """The SHA-256 of what it holds, in hexadecimal."""
    content: str | None = None
    """What it holds, as base64: in what a webhook gets, null where it is not kept any more; else left out."""


class ContactPart(Part):
    """Who asks."""

    name: str
    """The customer's name, as typed."""
    email: str
    """Where answers go."""
    organisation: str
    """The customer's organisation, as typed."""


class SeverityPart(Part):
    """How severe it is."""

    level: int | None
    """1 is the gravest; null where none plays a part, or an answer that decides it is not known."""
    name: str
    """In the policy's words; all that are possible where it is not certain."""


class TierPart(Part):
    """The support tier that was found."""

    id: str
    """Its id in the policy; empty where it is not certain."""
    name: str
    """In the policy's words; all that are possible where it is not certain."""


class OutcomePart(Part):
    """Where the triage ended."""

    kind: str
    """Its kind, such as open_case; undecided where several are possible."""
    title: str
    """In the policy's words."""


class AnswerPart(Part):
    """An answer of the triage."""

    question: str
    """The question's id in the policy."""
    text: str
    """The question, as the customer read it."""
    value: str
    """The option's id or the number typed; unknown where the customer did not know."""
    label: str
    """The answer, as the customer read it."""


class ReasonPart(Part):
    """Why the outcome is what it is."""

    text: str
    """The reason, in a sentence."""
    clause_url: str
    """Where the clause behind it stands, from the site's address on."""
    reading: str | None
    """How the clause was read where it is unclear; null where it is clear."""
    clause: str
    """The clause's id; empty in a case from before it was kept."""
    clause_title: str
    """The clause's title; empty in a case from before it was kept."""


class ReadingPart(Part):
    """How an unclear place of the policy was read for this case."""

    text: str
    """How it was read."""
    clause_url: str
    """Where the clause stands, from the site's address on."""
    other: str
    """What it could mean as well."""
    changes: str
    """What the other reading would mean for the customer."""
    clause: str
    """The clause's id."""
    clause_title: str
    """The clause's title."""


class EntitlementPart(Part):
    """The contract that was verified."""

    support_id: str
    """Its Support ID."""
    organisation: str
    """Whose it is, as the vendor wrote it."""
    used: int
    """How many incidents of the period were used, this case among them where it counts as one."""
    included: int | None
    """How many the period includes; null where there is no limit, or none is stated."""
    per: str
    """What they are counted over, such as contract year; empty where it is not known."""


class PromisePart(Part):
    """What was promised when the case came in."""

    due_at: Moment | None
    """When it is due, in UTC; null where no single moment is."""
    text: str
    """The promise in words."""


class CasePart(Part):
    """A case, whole: what the customer typed and answered, and what the policy made of it."""

    format: Literal["signpost-case/1"]
    """The name of this format."""
    reference: str
    """What names the case to people; short enough for the phone."""
    submitted_at: Moment
    """When it came in, in UTC."""
    desk: str
    """The desk that it was routed to."""
    policy: PolicyPart
    product: str
    """The product's name; empty where it is not known which of several."""
    summary: str
    """One line, as the customer typed it."""
    description: str
    """What happens, as the customer typed it."""
    environment: str
    """Where it happens, as the customer typed it; empty where nothing was."""
    fields: list[FieldPart]
    """What the policy asks for, in its order."""
    files: list[FilePart]
    """The files that came with the case."""
    contact: ContactPart
    severity: SeverityPart
    tier: TierPart
    outcome: OutcomePart
    answers: list[AnswerPart]
    """Every answer of the triage, in the order of the questions."""
    reasons: list[ReasonPart]
    """Why the outcome is what it is."""
    readings: list[ReadingPart]
    """How unclear places of the policy were read, all that play a part."""
    entitlement: EntitlementPart | None
    """The contract that was verified; null where none was."""
    first_response: PromisePart
    resolution: PromisePart
    zone: str
    """The customer's IANA time zone."""
    articles_read: list[str]
    """The articles that the customer had read, by where they stand on the site."""


def case_schema() -> dict[str, Any]:
    """The schema, of draft 2020-12."""
    return {"$schema": DIALECT, **CasePart.model_json_schema(), "title": FORMAT}


def case_schema_text() -> str:
    """The schema as it is published, ending with a line feed."""
    return json.dumps(case_schema(), indent=1, ensure_ascii=False) + "\n"
