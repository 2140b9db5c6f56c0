"""The table of soaks: a clean run replaces a clean one; a run that found something stays."""
from __future__ import annotations

from pathlib import Path

import pytest

from bench.soak.report import BEGIN, END, row_of, write_row


def row(violations: int, kind: str = "sqlite", seed: int = 1) -> str:
    lines = [{"kind": "start", "outcome": "acked"}]
    return row_of(kind, 10, seed, lines, {"web killed": 3, "database back": 2}, 4.2, violations)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "reliability.md"
    path.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    return path


def rows(document: Path) -> list[str]:
    return [line for line in document.read_text(encoding="utf-8").splitlines() if line.startswith("| 2")]


def test_a_clean_run_replaces_a_clean_one_of_its_database(document: Path) -> None:
    for written in (row(0), row(0, "postgresql"), row(0, seed=2)):
        write_row(written, document)

    assert rows(document) == [row(0, "postgresql"), row(0, seed=2)]
    assert document.read_text(encoding="utf-8").startswith("before\n")
    assert document.read_text(encoding="utf-8").endswith("\nafter\n")


def test_a_run_that_found_something_stays_beside_later_ones(document: Path) -> None:
    for written in (row(0), row(3), row(0, seed=2)):
        write_row(written, document)

    assert rows(document) == [row(3), row(0, seed=2)]


def test_blows_are_told_and_recoveries_are_not(document: Path) -> None:
    assert "web killed 3 次" in row(0)
    assert "database back" not in row(0)


def test_a_document_without_marks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text("nothing")

    with pytest.raises(ValueError, match="no marks"):
        write_row(row(0), path)
