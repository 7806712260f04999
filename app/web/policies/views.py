"""Policies: the list, a version as a page and as Markdown, its proof, what holds now, and tiers side by side."""

from flask import Blueprint, Response, make_response, render_template, request

from app.content.definitions import term_anchor
from app.content.library import PublishedPolicy
from app.content.rendering import clauses, preface
from app.domain.policy import Measure
from app.domain.rule_words import Rules
from app.web.moments import clocks
from app.web.policies import calendar, changes
from app.web.policies.compare import compared, selected
from app.web.policies.head import PolicyHead
from app.web.policies.markdown import as_markdown
from app.web.policies.now import due_cells, due_tables, openings
from app.web.policies.response import response_rows
from app.web.policies.tables import Tables
from app.web.policies.versions import head_of, in_force, notices_about, version_named
from app.web.public import for_a_minute, public
from app.web.site import current_policies, library, reader_zone, site, this_minute, today, zones
from app.web.structured import policy_data

policies = Blueprint("policies", __name__, url_prefix="/policies")
calendar.add_to(policies)
changes.add_to(policies)


@policies.get("/")
@public
def index() -> str:
    """Every policy, by vendor."""
    heads = [PolicyHead(version, library().policies[version.policy.slug], version) for version in current_policies()]
    return render_template("policies/index.html", heads=heads)


@policies.get("/<slug>/")
@public
def show(slug: str) -> str:
    """The version in force."""
    return _page(in_force(slug))


@policies.get("/<slug>/versions/<version>/")
@public
def version(slug: str, version: str) -> str:
    """A version by its name."""
    return _page(version_named(slug, version))


@policies.get("/<slug>.md")
@policies.get("/<slug>/versions/<version>.md")
@public
def markdown(slug: str, version: str | None = None) -> Response:
    """The same as one Markdown text."""
    found = version_named(slug, version)
    text = as_markdown(found, site().settings.public_url, head_of(found))
    response = make_response(text)
    response.content_type = "text/markdown; charset=utf-8"
    return response


@policies.get("/<slug>/proof")
@policies.get("/<slug>/versions/<version>/proof")
@public
def proof(slug: str, version: str | None = None) -> str:
    """What the proof of a version counted and found."""
    found = version_named(slug, version)
    return render_template(
        "policies/proof.html",
        head=head_of(found),
        policy=found.policy,
        proof=found.proof,
        rules=Rules(found.policy),
        notices=notices_about(found),
    )


@policies.get("/compare")
@public
def compare() -> str:
    """Tiers of one policy or of several, side by side."""
    choice = selected(request.args.getlist("with"), current_policies())
    table = compared(choice.columns) if choice.columns else None
    only = request.args.get("only") == "differences"
    return render_template("policies/compare.html", versions=current_policies(), choice=choice, table=table, only=only)


@policies.get("/now")
@for_a_minute
def open_now() -> str:
    """Who is open now, vendor by vendor; as a page, or the fragment that other pages hold."""
    zone = reader_zone()
    vendors = [(v.policy, openings(v.policy, this_minute(), zone)) for v in current_policies()]
    template = "policies/now/vendors.html" if _is_fragment() else "policies/open_now.html"
    return render_template(template, vendors=vendors, **_reader(zone))


@policies.get("/<slug>/now", endpoint="now")
@for_a_minute
def if_reported_now(slug: str) -> str:
    """What is due when, for a case reported at this moment; as a page, or the parts of it that other pages hold."""
    found, zone = in_force(slug), reader_zone()
    tables = due_tables(found.policy, list(Measure), this_minute(), zone)
    template = "policies/now/fragment.html" if _is_fragment() else "policies/now.html"
    return render_template(
        template,
        policy=found.policy,
        notices=notices_about(found),
        openings=openings(found.policy, this_minute(), zone),
        tables=tables,
        cells=due_cells(tables, this_minute(), zone),
        **_reader(zone),
    )


def _is_fragment() -> bool:
    return request.args.get("fragment") == "1"


def _reader(zone: str) -> dict[str, object]:
    """What a part that depends on now shows of the reader: the zone, whether it was chosen, and the moment."""
    chosen = zone if "zone" in request.args else ""
    to_the_minute = clocks(this_minute(), zone, None)
    return {"zone": zone, "chosen": chosen, "zones": zones(), "at": to_the_minute}


def _page(found: PublishedPolicy) -> str:
    policy, head = found.policy, head_of(found)
    readings = {c.id: [r for r in policy.readings.values() if r.clause == c.id] for c in policy.clauses}
    return render_template(
        "policies/show.html",
        head=head,
        policy=policy,
        clauses=clauses(found),
        preface=preface(found),
        readings=readings,
        tables=Tables(policy),
        response_rows=response_rows,
        term_anchor=term_anchor,
        rules=Rules(policy),
        calendars=calendar.calendars_of(policy, today().year),
        week_bars=calendar.week_bars,
        notices=notices_about(found),
        structured=[policy_data(head, site().settings.public_url)],
    )
