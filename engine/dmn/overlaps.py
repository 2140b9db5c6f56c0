"""What is doubtful in a decision table: rules that apply together, inputs without a rule, rules that never apply.

Only what is certain is told: a cell or input whose values cannot be told makes its rules unknown, and they are silent.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import feel
from engine.dmn import model
from engine.dmn.allowance import Allowance, Exhausted, bits
from engine.dmn.columns import Table
from engine.dmn.elements import Compiled
from engine.dmn.gaps import Gaps
from engine.dmn.graph import DecisionGraph
from engine.dmn.grids import Grid, Sources, make_grid
from engine.dmn.hit_policies import SINGLE
from engine.dmn.nodes import BoxedFunction, Typed
from engine.dmn.problems import Problem
from engine.dmn.tables import TableNode
from feel.nodes.atoms import Literal
from feel.nodes.base import Node
from feel.scope import Scope

#: For all tables of a file together; about a second.
MAX_STEPS = 3_000_000
MAX_TOLD = 10
MAX_GAPS = 3
SETTINGS = feel.Settings(limits=feel.Limits(steps=10_000_000))


def examine_tables(graph: DecisionGraph, steps: int = MAX_STEPS) -> tuple[Problem, ...]:
    """Warnings about the tables of a graph without problems; beyond ``steps`` one that they were not examined."""
    found: list[Problem] = []
    allowance = Allowance(steps)
    with feel.Run(SETTINGS) as run:
        scope = Scope({}, None, run)
        for table, drawn, sources in tables_of(graph):
            try:
                grid = make_grid(table, drawn, sources, scope, allowance)
                found += Examination(table, drawn, grid, allowance).remarks()
            except (Exhausted, feel.LimitExceeded):
                message = "规则太多，没有检查它们有没有重叠和遗漏，请自己核对，或拆成几张表"
                found.append(Problem(message, drawn.element, table.owner_name))
                allowance = Allowance(0)
    return tuple(found)


def tables_of(graph: DecisionGraph) -> Iterator[tuple[Table, model.DecisionTable, Sources]]:
    """The tables of decisions and knowledge models, as compiled and as drawn, with what their required names read."""
    for compiled in graph.elements.values():
        element, node = compiled.element, compiled.node
        logic: object = getattr(element, "logic", None)
        if isinstance(node, Typed):
            node = node.node
        if isinstance(node, BoxedFunction) and isinstance(logic, model.FunctionDefinition):
            node, logic = node.body, logic.body
        if isinstance(node, Typed):
            node = node.node
        if isinstance(node, TableNode) and isinstance(logic, model.DecisionTable):
            yield node.table, logic, sources_of(compiled, graph)


def sources_of(compiled: Compiled, graph: DecisionGraph) -> Mapping[str, frozenset[str]]:
    """What each name reads whose values are computed: required decisions, and a knowledge model's parameters."""
    found: dict[str, frozenset[str]] = {}
    element = compiled.element
    if isinstance(element, model.KnowledgeModel) and element.logic is not None:
        found = {parameter.name: frozenset({parameter.name}) for parameter in element.logic.parameters}
    for key, _ in compiled.requirements:
        required = graph.elements[key].element
        if isinstance(required, model.Decision) and key[0] == graph.model.namespace:
            found[required.variable] = graph.free_variables(required.id) | {required.variable}
    return found


@dataclass(frozen=True, slots=True)
class Examination:
    """One table under examination; rows count from 0 here and from 1 in what is told."""

    table: Table
    drawn: model.DecisionTable
    grid: Grid
    allowance: Allowance

    def remarks(self) -> Iterator[Problem]:
        """All warnings about the table. Raises Exhausted."""
        if not self.table.inputs or not self.table.rules:
            return
        yield from self.dead_cells()
        policy = self.table.hit_policy
        if policy == "UNIQUE":
            yield from self.overlaps(lambda _row, _other: True, "", "请改得互不重叠")
        elif policy == "ANY":
            yield from self.overlaps(self.disagree, "而结论不同", "请改得一致")
        elif policy == "FIRST":
            yield from self.unreachable()
        if policy in SINGLE and all(column.default is None for column in self.table.outputs):
            yield from self.gaps()

    def dead_cells(self) -> Iterator[Problem]:
        """Cells that no input fits."""
        dead = [
            (row, at) for row, cells in enumerate(self.grid.cells) for at, cell in enumerate(cells) if cell == 0
        ]
        for row, at in dead[:MAX_TOLD]:
            message = "这一格永远不会成立，请核对里面的值和这一列允许的值"
            cell = self.drawn.rules[row].inputs[at].element
            yield Problem(message, cell, self.table.owner_name, row + 1, self.table.inputs[at].label)

    def overlaps(self, matters: Callable[[int, int], bool], how: str, advice: str) -> Iterator[Problem]:
        """Pairs of rules of which every cell is known and that some input fits both, if the pair ``matters``."""
        told = 0
        rows_in = self._rows_by_atom()
        for row in range(len(self.grid.cells)):
            others = self._meeting(row, rows_in) >> (row + 1)
            while others:
                other = row + (others & -others).bit_length()
                others &= others - 1
                self.allowance.spend()
                shared = [(one or 0) & (two or 0) for one, two in zip(*self._both(row, other), strict=True)]
                if not self._is_certain(row, other, shared) or not matters(row, other):
                    continue
                what = f"和第 {row + 1} 行会同时适用{how}{self._example(shared)}"
                yield self._problem(other, f"{what}，那时没有结果，{advice}")
                told += 1
                if told == MAX_TOLD:
                    return

    def disagree(self, row: int, other: int) -> bool:
        """Whether two rules surely conclude differently: in some column both have literals, and not the same."""
        pairs = zip(self.table.rules[row].outputs, self.table.rules[other].outputs, strict=True)
        return any(is_literal(one) and is_literal(two) and one != two for one, two in pairs)

    def unreachable(self) -> Iterator[Problem]:
        """Rules whose every input a rule before them takes."""
        rows_in = self._rows_by_atom()
        told = 0
        for row, cells in enumerate(self.grid.cells):
            earlier = (1 << row) - 1
            for at, cell in enumerate(cells):
                wanted = self.grid.columns[at].axis.every if cell is None else cell
                earlier &= rows_in[at].get((wanted & -wanted).bit_length() - 1, 0) if wanted else 0
            while earlier:
                before = (earlier & -earlier).bit_length() - 1
                earlier &= earlier - 1
                self.allowance.spend(len(cells))
                if self._covers(before, row):
                    yield self._problem(row, f"前面的第 {before + 1} 行已经全部包括它，永远轮不到，请删去或移到前面")
                    told += 1
                    break
            if told == MAX_TOLD:
                return

    def gaps(self) -> Iterator[Problem]:
        """Inputs that no rule fits, whatever the cells hold that are not known."""
        for found in islice(Gaps(self.grid, self.allowance).found(), MAX_GAPS):
            message = f"没有一行适用{self._example(found)}，那时没有结果，请补上一行，或给输入列写上允许的值"
            yield Problem(message, self.drawn.element, self.table.owner_name)

    def _rows_by_atom(self) -> list[dict[int, int]]:
        """For each column the rows that surely hold in each atom, as bits."""
        found: list[dict[int, int]] = []
        for at in range(len(self.grid.columns)):
            rows: dict[int, int] = {}
            for row, cells in enumerate(self.grid.cells):
                for atom in bits(cells[at] or 0, self.allowance):
                    rows[atom] = rows.get(atom, 0) | 1 << row
            found.append(rows)
        return found

    def _meeting(self, row: int, rows_in: list[dict[int, int]]) -> int:
        """The rows that share an atom with this one in every column; none when the row is not known."""
        meeting = (1 << len(self.grid.cells)) - 1
        for at, cell in enumerate(self.grid.cells[row]):
            sharing = 0
            for atom in bits(cell or 0, self.allowance):
                sharing |= rows_in[at][atom]
            meeting &= sharing
        return meeting

    def _is_certain(self, row: int, other: int, shared: list[int]) -> bool:
        """Whether the inputs that the two rules ask about can be what they share, and be chosen each for itself."""
        columns = self.grid.columns
        asked = [at for at in range(len(columns)) if self.grid.asks(row, at) or self.grid.asks(other, at)]
        self.allowance.spend(len(columns) + len(asked) ** 2 // 2)
        if not all(columns[at].surely_meets(shared[at]) for at in asked):
            return False
        return not any(columns[one].depends_on(columns[two]) for one in asked for two in asked if one < two)

    def _both(self, row: int, other: int) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        return self.grid.cells[row], self.grid.cells[other]

    def _covers(self, before: int, row: int) -> bool:
        for at, (wide, narrow) in enumerate(zip(*self._both(before, row), strict=True)):
            needed = self.grid.columns[at].axis.every if narrow is None else narrow
            if wide is None or needed & ~wide:
                return False
        return True

    def _example(self, cells: list[int]) -> str:
        shown = [
            f"「{column.label[:40]}」是{column.axis.example(cell)}"
            for column, cell in zip(self.grid.columns, cells, strict=False)
            if cell != column.axis.every and cell != column.axis.domain
        ]
        return f"（例如{'、'.join(shown[:MAX_TOLD])}）" if shown else "（不论填写什么）"

    def _problem(self, row: int, message: str) -> Problem:
        return Problem(message, self.drawn.rules[row].element, self.table.owner_name, row + 1)


def is_literal(node: Node | None) -> bool:
    """Whether an output is empty or a literal."""
    return node is None or isinstance(node, Literal)
