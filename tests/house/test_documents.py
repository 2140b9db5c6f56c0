"""What the documents say about the project is still so."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from settings import Settings
from tests.house.sources import PROJECT, project_files, text_of

LONGEST_DECISION = 60
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]
DECISIONS = [path for path in DOCUMENTS if path.parent == Path("docs/decisions")]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


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


def test_the_changelog_tells_of_what_is_not_yet_released() -> None:
    assert re.search(r"^## .*Unreleased.*\n+(### .*\n+)?- ", text_of(Path("CHANGELOG.md")), re.MULTILINE)


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_a_decision_fits_on_a_page_and_says_its_status(decision: Path) -> None:
    text = text_of(decision)
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", decision.stem)
    assert text.count("\n") <= LONGEST_DECISION
    assert [part for part in ("Status:", "## Context", "## Decision", "## Consequences") if part not in text] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1)) != []
