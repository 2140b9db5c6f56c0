"""docs/决策表.md tells owners and those who draw diagrams what the tables really read and give."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.tables.contract import GUIDE, code_of, rows_under
from tests.unit.tables.decisions import FILES, VARIABLES, decide, elements, graph_of

TABLES = {code_of(row[0]): row for row in rows_under("## 十六张表")}
READ = {code_of(row[0]) for row in rows_under("## 决策表读的变量")}
GIVEN = {code_of(row[0]): row for row in rows_under("## 决策表给出的结果")}


def outputs_of(decision: str) -> list[str]:
    return [str(output.get("name")) for stem, output in elements("output") if stem == decision]


def test_every_table_is_in_the_guide_under_its_name() -> None:
    named = {file.stem: graph_of(file).decisions[file.stem].name for file in FILES}
    assert {code: row[1] for code, row in TABLES.items()} == named


def test_the_guide_lists_the_variables_that_the_tables_read() -> None:
    read = {name for file in FILES for name in graph_of(file).free_variables(file.stem)}
    assert read == READ
    assert read == set(VARIABLES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_guide_says_what_a_table_reads_and_gives(file: Path) -> None:
    stem = file.stem
    reads, gives = GIVEN[stem][1], GIVEN[stem][3]
    assert set(re.findall(r"`(\w+)`", reads)) == graph_of(file).free_variables(stem)
    if stem != "parameters":
        assert re.findall(r"`(\w+)`", gives) == outputs_of(stem)


def test_the_guide_lists_the_parameters_with_their_values() -> None:
    listed = [(code_of(row[0]), row[2]) for row in rows_under("## 参数")]
    values = decide("parameters", {}).value
    shown = [(name, "、".join(value) if isinstance(value, list) else str(value)) for name, value in values.items()]
    assert listed == shown


def test_the_guide_says_how_each_table_combines_its_rules() -> None:
    policies = {stem: table.get("hitPolicy", "UNIQUE") for stem, table in elements("decisionTable")}
    assert {code: code_of(row[2]) for code, row in TABLES.items()} == policies


def test_the_guide_explains_defaults() -> None:
    assert "系统默认，非文件规定" in GUIDE
