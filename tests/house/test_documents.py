"""What the documents say about the project is still so."""
from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.deployment.whitelist import ELEMENTS
from engine.expressions import read_expression
from settings import Settings
from tests.house import document_tables
from tests.house.sources import PROJECT, project_files, text_of

LONGEST_DECISION = 60
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]
DECISIONS = [path for path in DOCUMENTS if path.parent == Path("docs/decisions")]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
GUIDES = [path for path in DOCUMENTS if path.parent == Path("docs")]
OWNERS_GUIDE, WORKERS_GUIDE, RESIDENTS_GUIDE = (Path(f"docs/{name}.md") for name in ("流程管理员", "干部", "群众"))
READMES = (Path("README.md"), Path("README.zh.md"))
PICTURES = Path("docs/pictures")
LARGEST_PICTURE = 300_000
#: The guides' tables that are read off the project.
TABLES = [
    (OWNERS_GUIDE, document_tables.elements),
    (OWNERS_GUIDE, document_tables.events),
    (OWNERS_GUIDE, document_tables.components),
    (WORKERS_GUIDE, document_tables.steps),
]


def anchors_of(text: str) -> set[str]:
    """The anchors of a document's headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    """The links within the project that lead nowhere."""
    broken = []
    for target in LINK.findall(FENCED.sub("", text_of(document))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (PROJECT / document.parent / file) if file else PROJECT / document
        is_document = path.suffix == ".md" and path.is_file()
        if not path.exists() or (anchor and is_document and anchor not in anchors_of(path.read_text())):
            broken.append(target)
    return broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_every_setting_is_documented() -> None:
    documented = "\n".join(text_of(path) for path in DOCUMENTS)
    settings = [name.upper() for name in Settings.model_fields]
    assert [name for name in settings if not re.search(rf"\b{name}\b", documented)] == []
    assert settings != []


@pytest.mark.parametrize(("guide", "expected"), TABLES)
def test_a_table_of_a_guide_says_what_the_project_says(guide: Path, expected: Callable[[], list[str]]) -> None:
    rows = expected()
    assert document_tables.table_in(text_of(guide), rows[0]) == rows


def test_the_owners_guide_names_every_element_that_may_be_drawn() -> None:
    assert [name for name in ELEMENTS if f"`{name}`" not in text_of(OWNERS_GUIDE)] == []


@pytest.mark.parametrize(("folder", "suffix"), [("processes", ".bpmn"), ("forms", ".form")])
def test_every_process_and_form_is_named_in_the_guides(folder: str, suffix: str) -> None:
    documented = "\n".join(text_of(path) for path in GUIDES)
    names = [path.stem for path in sorted((PROJECT / folder).glob(f"*{suffix}"))]
    assert [name for name in names if f"`{name}`" not in documented] == []
    assert names != []


def test_the_residents_guide_names_every_message_that_a_diagram_waits_for() -> None:
    diagrams = "".join(path.read_text("utf-8") for path in (PROJECT / "processes").glob("*.bpmn"))
    messages = set(re.findall(r'<bpmn:message [^>]*name="(\w+)"', diagrams))
    assert [name for name in sorted(messages) if f"`{name}`" not in text_of(RESIDENTS_GUIDE)] == []
    assert messages != set()


@pytest.mark.parametrize("guide", GUIDES, ids=str)
def test_every_expression_that_a_guide_shows_can_be_read(guide: Path) -> None:
    shown = re.findall(r"^```feel\n(.*?)^```", text_of(guide), re.MULTILINE | re.DOTALL)
    for expression in "".join(shown).splitlines():
        assert read_expression(expression).text == expression


def test_both_readmes_have_the_same_parts() -> None:
    one, other = ([line.count("#") for line in text_of(path).splitlines() if re.match("#+ ", line)] for path in READMES)
    assert one == other


def test_pictures_are_shown_somewhere_and_small() -> None:
    pictures = [path for path in project_files() if path.parent == PICTURES]
    shown = {document.parent / target for document in DOCUMENTS for target in LINK.findall(text_of(document))}
    assert [path for path in pictures if path not in shown] == []
    assert [path for path in pictures if (PROJECT / path).stat().st_size > LARGEST_PICTURE] == []
    assert pictures != []


def test_the_changelog_tells_of_what_is_not_yet_released() -> None:
    assert re.search(r"^## .*Unreleased.*\n+(### .*\n+)?(For .*:\n+)?- ", text_of(Path("CHANGELOG.md")), re.MULTILINE)


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_a_decision_fits_on_a_page_and_says_its_status(decision: Path) -> None:
    text = text_of(decision)
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", decision.stem)
    assert text.count("\n") <= LONGEST_DECISION
    assert [part for part in ("Status:", "## Context", "## Decision", "## Consequences") if part not in text] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1)) != []
