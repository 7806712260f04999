"""Lines of contracts: read as spreadsheets write them, and whatever is wrong is told all together."""

from datetime import date

import pytest

from app.cases.contract_lines import COLUMNS, SUPPORT_ID, ContractReader, Mistake, lines_of
from app.domain.contract import Contract
from tests.content.example_policy import policy
from tests.shipped.shelf import shipped

TODAY = date(2026, 12, 3)
TIERS = ("basic", "production", "basic", "on-premises")
HEAD = ",".join(COLUMNS)
LINE = "acme,S-1,Example AB,example.com bücher.example,basic,2026-03-01,2027-02-28,3,1,2026-11-20"
PLAIN = Contract(
    policy="acme",
    support_id="S-1",
    organisation="Example AB",
    email_domains=("example.com", "xn--bcher-kva.example"),
    tier="basic",
    starts_on=date(2026, 3, 1),
    ends_on=date(2027, 2, 28),
    incidents_used=3,
    incidents_bought=1,
    counted_on=date(2026, 11, 20),
)


def read(file: bytes | str) -> tuple[list[Contract], list[Mistake]]:
    reader = ContractReader({"acme": policy()}, TODAY)
    lines, mistakes = lines_of(file if isinstance(file, bytes) else file.encode())
    found = [contract for line in lines if (contract := reader.read(line))]
    return found, [*mistakes, *reader.mistakes]


def changed(**texts: str) -> str:
    """The file with one line, some of whose texts are others."""
    values = dict(zip(COLUMNS, LINE.split(","), strict=True)) | texts
    return f"{HEAD}\n{','.join(values[name] for name in COLUMNS)}\n"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(f"{HEAD}\n{LINE}\n".encode(), id="as it is"),
        pytest.param(f"\ufeff{HEAD}\r\n{LINE}\r\n".encode(), id="as Excel writes it"),
        pytest.param(f"\ufeff{HEAD}\r\n{LINE}\r\n".replace(",", ";").encode(), id="as Excel writes it in Europe"),
        pytest.param(f"{HEAD}\n\n,,,\n{LINE}".encode(), id="with empty lines and no last one"),
        pytest.param(f"{HEAD}\n{LINE}".replace("Example AB", '"Example AB"').encode(), id="quoted"),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_writes_it(file: bytes) -> None:
    assert read(file) == ([PLAIN], [])


def test_what_may_be_left_out_is_nothing_and_the_count_begins_with_the_contract() -> None:
    file = "tier,policy,support_id,organisation,email_domains,starts_on\nbasic,acme,S-1,Example,example.com,2026-03-01"
    (found,), mistakes = read(file)
    assert mistakes == []
    assert (found.ends_on, found.incidents_used, found.incidents_bought) == (None, 0, 0)
    assert found.counted_on == found.starts_on


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("policy", "nope", "there is no policy “nope”"),
        ("support_id", "", "this is no Support ID"),
        ("support_id", "S 1", "this is no Support ID"),
        ("support_id", "S" * 101, "this is no Support ID"),
        ("organisation", "", "this is no name"),
        ("organisation", "O" * 301, "this is no name"),
        ("email_domains", "", "there is none"),
        ("email_domains", "example.com ann@example.com", "“ann@example.com” is no domain of e-mail addresses"),
        ("tier", "platinum", "acme has no tier “platinum”"),
        ("starts_on", "01.03.2026", "“01.03.2026” is no day"),
        ("starts_on", "2026-02-30", "“2026-02-30” is no day"),
        ("starts_on", "20260301", "“20260301” is no day"),
        ("starts_on", "0026-03-01", "“0026-03-01” is no day"),
        ("starts_on", "", "the day is missing"),
        ("ends_on", "2026-02-28", "it ends before it begins"),
        ("incidents_used", "-1", "“-1” is no number of incidents"),
        ("incidents_used", "1.5", "“1.5” is no number of incidents"),
        ("incidents_bought", "100001", "“100001” is no number of incidents"),
        ("incidents_bought", "9" * 5000, f"“{'9' * 5000}” is no number of incidents"),
        ("counted_on", "", "the day of the count is missing"),
        ("counted_on", "2026-12-05", "this day is still to come"),
    ],
)
def test_what_cannot_be_taken_is_named_with_line_column_and_a_hint(column: str, text: str, message: str) -> None:
    found, mistakes = read(changed(**{column: text}))
    assert found == []
    assert [(each.line, each.column, each.message) for each in mistakes] == [(2, column, message)]
    assert mistakes[0].hint


def test_a_count_of_tomorrow_is_of_a_zone_ahead_of_us() -> None:
    assert len(read(changed(counted_on="2026-12-04"))[0]) == 1


def test_all_mistakes_of_all_lines_are_told_together() -> None:
    _, mistakes = read(f"{HEAD}\nacme,S 1,,example.com,gold,soon,,,,\nnope,S-2,O,com,gold,2026-01-01,,,,\n")
    assert [(each.line, each.column) for each in mistakes] == [
        (2, "support_id"), (2, "organisation"), (2, "starts_on"), (3, "policy"), (3, "email_domains"),
    ]  # fmt: skip


def test_the_same_support_id_stands_once_for_a_policy() -> None:
    _, (mistake,) = read(f"{HEAD}\n{LINE}\n{LINE}\n")
    assert str(mistake) == (
        "line 3, support_id: the same policy and Support ID stand in line 2. Leave one of them out."
    )


def test_a_line_after_one_of_several_lines_has_its_own_number() -> None:
    text = LINE.replace("Example AB", '"Example\nAB"')
    _, mistakes = read(f"{HEAD}\n{text}\n{LINE.replace('basic', 'best')}\n")
    assert [(each.line, each.column) for each in mistakes] == [(2, "organisation"), (4, "tier"), (4, "support_id")]


@pytest.mark.parametrize(
    ("file", "line", "column"),
    [
        pytest.param(b"", 1, "policy", id="empty"),
        pytest.param(f"{HEAD},teir".encode(), 1, "teir", id="a column not known"),
        pytest.param(f"{HEAD},tier".encode(), 1, "tier", id="a column twice"),
        pytest.param(f"{HEAD}\n{LINE}\n{LINE},more".encode(), 3, "", id="too many values"),
        pytest.param(f'{HEAD}\n{LINE}\n"acme'.encode(), 3, "", id="an open quotation"),
        pytest.param(f"{HEAD}\n{LINE}\n".encode("latin-1"), 2, "", id="not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_place(file: bytes, line: int, column: str) -> None:
    mistakes = read(file)[1]
    assert (line, column) in [(each.line, each.column) for each in mistakes]


def test_a_tier_that_no_fixed_answers_decide_is_warned_of_once() -> None:
    reader = ContractReader({"clusterpoint": shipped("clusterpoint").policy}, TODAY)
    text = "\n".join(f"clusterpoint,C-{n},O,example.com,{tier},2026-01-01" for n, tier in enumerate(TIERS))
    for line in lines_of(f"policy,support_id,organisation,email_domains,tier,starts_on\n{text}".encode())[0]:
        assert reader.read(line)
    (warning,) = filter(None, reader.warnings.values())
    assert "the tier basic of clusterpoint" in warning


def test_support_ids_hold_nothing_that_a_line_of_text_could_not() -> None:
    assert not any(SUPPORT_ID.fullmatch(text) for text in ("a\nb", "a\0", "*a*", "a`b", "é", "-a", "a-", "<b>"))
    assert all(SUPPORT_ID.fullmatch(text) for text in ("a", "SN-1001", "C/2026.1", "x_1:2#3+4"))
