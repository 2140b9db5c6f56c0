"""What docs/决策表.md promises to those who draw diagrams and forms."""
from __future__ import annotations

import re

from tests.unit.tables.decisions import PROJECT

GUIDE = (PROJECT / "docs" / "决策表.md").read_text("utf-8")


def rows_under(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the guide, without its two head lines."""
    part = GUIDE.partition(f"\n{heading}\n")[2]
    found = re.search(r"(?:^\|.*\|\n)+", part, re.MULTILINE)
    assert found is not None, heading
    lines = found[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def code_of(cell: str) -> str:
    """What stands in backticks in a cell."""
    return cell.partition("`")[2].partition("`")[0]


#: The words that a cadre ticks as 事项特征, in the order of the policy.
FEATURES = [code_of(row[0]) for row in rows_under("## 事项特征")]
