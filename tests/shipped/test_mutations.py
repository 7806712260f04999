"""Nothing stands in a shipped policy for nothing: with any one piece gone, check or proof fails and says where."""

import shutil
from pathlib import Path

import pytest

from app.config import CHECKOUT
from app.content.front_matter import Source, read_source
from app.content.library_reader import LibraryReader
from app.content.problems import ContentRefused, Problems
from tests.shipped.mutants import MUTATIONS, PARTS, problems_of
from tests.shipped.shelf import VERSIONS


def taken_apart(slug: str) -> Source:
    path = f"content/policies/{slug}/{VERSIONS[slug]}.md"
    source = read_source(path, (CHECKOUT / path).read_bytes(), Problems(path))
    assert source is not None
    return source


SOURCES = {slug: taken_apart(slug) for slug in VERSIONS}


@pytest.mark.parametrize("slug", VERSIONS)
def test_a_policy_that_nobody_mutated_passes(slug: str) -> None:
    assert problems_of(SOURCES[slug]) == []


@pytest.mark.parametrize("kind", MUTATIONS)
@pytest.mark.parametrize("slug", VERSIONS)
def test_no_mutant_survives_and_each_is_told_with_file_and_place(slug: str, kind: str) -> None:
    survivors, misplaced = [], []
    for mutant in MUTATIONS[kind](SOURCES[slug]):
        problems = problems_of(mutant.source)
        if not problems:
            survivors.append(str(mutant))
        elif not all(p.path == mutant.source.path and (p.field or p.line > 1) for p in problems):
            misplaced.append(str(mutant))
    assert (survivors, misplaced) == ([], [])


def test_no_part_of_a_cell_that_differs_by_severity_can_be_taken_out() -> None:
    parts = [mutant for source in SOURCES.values() for mutant in PARTS(source)]
    assert [str(mutant) for mutant in parts if not problems_of(mutant.source)] == []


def test_every_kind_of_mutant_is_made_of_the_policies() -> None:
    counts = {kind: sum(len(list(make(source))) for source in SOURCES.values()) for kind, make in MUTATIONS.items()}
    assert min(counts.values()) > 0
    assert sum(counts.values()) > 1000


@pytest.mark.parametrize("slug", VERSIONS)
def test_a_site_whose_policy_lost_a_rule_refuses_to_start_and_names_file_and_line(slug: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CHECKOUT / "content", content)
    path = content / "policies" / slug / f"{VERSIONS[slug]}.md"
    source = SOURCES[slug]
    lines = path.read_text(encoding="utf-8").splitlines()
    first, second = (source.line(("decisions", "severity", "rules", n)) for n in (1, 2))
    path.write_text("\n".join(lines[: first - 1] + lines[second - 1 :]) + "\n", encoding="utf-8")
    with pytest.raises(ContentRefused) as caught:
        LibraryReader(content).read()
    assert all(problem.path == source.path and problem.line > 1 for problem in caught.value.problems)
    assert any(problem.field.startswith(("decisions.severity", "readings.")) for problem in caught.value.problems)
