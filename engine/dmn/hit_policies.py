"""From the rules that matched to one result: the hit policies and aggregations of DMN 1.5, 8.2.10."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.dmn.account import Account
from engine.dmn.columns import Table
from engine.dmn.results import Hit
from feel.builtins import REGISTRY
from feel.comparison import equal
from feel.errors import Undefined
from feel.invocation import invoke
from feel.scope import Scope
from feel.values import Value

Combined = tuple[Value, list[Hit]]
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max"}
SINGLE = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY"})


def combine(table: Table, hits: list[Hit], scope: Scope, account: Account) -> Combined:
    """The table's value and the hits that count towards it, in the order of the result; at least one rule matched."""
    account.made_list(len(hits))
    return POLICIES[table.hit_policy](table, hits, scope, account)


def without_hits(table: Table, scope: Scope, account: Account) -> tuple[Value, bool]:
    """The default outputs and True; else nothing and False: null, no item, or a count of none."""
    defaults = table.defaults(scope, account)
    if defaults is not None:
        value = table.result_of(defaults)
        return value if table.hit_policy in SINGLE or table.aggregation else [value], True
    if table.aggregation == "COUNT":
        return Decimal(0), False
    return None if table.hit_policy in SINGLE or table.aggregation else [], False


def unique(table: Table, hits: list[Hit], _scope: Scope, account: Account) -> Combined:
    """One rule at most; two hits are an error that names both."""
    if len(hits) > 1:
        first, second = hits[0], hits[1]
        account.refuse(
            f"「{table.owner_name}」只许一条规则适用（UNIQUE），第 {first.row} 条规则（{first.rule_id}）和"
            f"第 {second.row} 条规则（{second.rule_id}）却同时适用，请流程管理员改正决策表"
        )
        return None, hits
    return table.result_of(hits[0].outputs), hits


def any_of(table: Table, hits: list[Hit], _scope: Scope, account: Account) -> Combined:
    """Any rule, since all must conclude the same."""
    for other in hits[1:]:
        if equal(account, other.outputs, hits[0].outputs) is not True:
            account.refuse(
                f"「{table.owner_name}」适用的规则结论应当相同（ANY），第 {hits[0].row} 条规则（{hits[0].rule_id}）和"
                f"第 {other.row} 条规则（{other.rule_id}）却不同，请流程管理员改正决策表"
            )
            return None, hits
    return table.result_of(hits[0].outputs), hits


def first(table: Table, hits: list[Hit], _scope: Scope, _account: Account) -> Combined:
    """The first rule in the table."""
    return table.result_of(hits[0].outputs), hits[:1]


def rule_order(table: Table, hits: list[Hit], _scope: Scope, _account: Account) -> Combined:
    """All of them in the table's order."""
    return [table.result_of(hit.outputs) for hit in hits], hits


def priority(table: Table, hits: list[Hit], scope: Scope, account: Account) -> Combined:
    """The one whose outputs stand first among the output values."""
    best = by_output_values(table, hits, scope, account)[:1]
    return table.result_of(best[0].outputs), best


def output_order(table: Table, hits: list[Hit], scope: Scope, account: Account) -> Combined:
    """All of them, best output values first."""
    ordered = by_output_values(table, hits, scope, account)
    return [table.result_of(hit.outputs) for hit in ordered], ordered


def collect(table: Table, hits: list[Hit], _scope: Scope, account: Account) -> Combined:
    """All of them, or their sum, least, greatest or number."""
    values: list[Value] = [table.result_of(hit.outputs) for hit in hits]
    if table.aggregation is None:
        return values, hits
    if table.aggregation == "COUNT":
        return Decimal(len(values)), hits
    try:
        return invoke(account, REGISTRY[AGGREGATIONS[table.aggregation]], [values]), hits
    except Undefined as error:
        account.fail(str(error))
        account.refuse(f"「{table.owner_name}」的结果不能汇总（{table.aggregation}）：{error}")
        return None, hits


def by_output_values(table: Table, hits: list[Hit], scope: Scope, account: Account) -> list[Hit]:
    """The hits ordered by where each output stands among its column's values, first column first; others last."""
    orders = {}
    for column in table.outputs:
        listed = None if column.order is None else column.order.evaluate(scope)
        if isinstance(listed, list):
            orders[column.name] = listed

    def rank(hit: Hit) -> list[int]:
        return [place(account, hit.outputs[name], listed) for name, listed in orders.items()]

    return sorted(hits, key=rank)


def place(account: Account, value: Value, listed: list[Value]) -> int:
    """Where ``value`` stands among ``listed``, behind them all when it does not."""
    for at, other in enumerate(listed):
        account.tick()
        if equal(account, value, other) is True:
            return at
    return len(listed)


POLICIES: dict[str, Callable[[Table, list[Hit], Scope, Account], Combined]] = {
    "UNIQUE": unique,
    "ANY": any_of,
    "FIRST": first,
    "PRIORITY": priority,
    "RULE ORDER": rule_order,
    "OUTPUT ORDER": output_order,
    "COLLECT": collect,
}
