"""Turns boxed expressions into nodes that evaluate themselves, and tells every text that cannot be read."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from engine.dmn import model, nodes
from engine.dmn.compiler import NOTHING, Compiler, Place
from engine.dmn.table_compiling import compile_table
from engine.dmn.types import result_type
from feel.nodes.access import Filter
from feel.nodes.atoms import ListLiteral
from feel.nodes.base import Node
from feel.nodes.functions import Invocation
from feel.nodes.iteration import Domain, For, Quantified


def compile_literal(compiler: Compiler, boxed: model.Literal, place: Place) -> Node:
    """A literal expression."""
    if not boxed.text.strip():
        compiler.report(place, boxed.element, "表达式是空的，请填写")
        return NOTHING
    return compiler.read(boxed.text, boxed.language, boxed.element, place)


def compile_context(compiler: Compiler, boxed: model.Context, place: Place) -> Node:
    """A context; functions see their own name, so that they may call themselves."""
    entries: list[tuple[str | None, Node]] = []
    check_entries(compiler, boxed, place)
    for entry in boxed.entries:
        inner = place
        if entry.name is not None and isinstance(entry.value, model.FunctionDefinition):
            inner = place.binding(entry.name)
        node = compiler.compile(entry.value, inner, boxed.element)
        wanted = compiler.find_type(entry.type_ref, boxed.element, place)
        typed = node if wanted is None else nodes.Typed(node, wanted, f"「{entry.name}」")
        entries.append((entry.name, typed))
        if entry.name is not None:
            place = place.binding(entry.name)
    return nodes.BoxedContext(tuple(entries))


def check_entries(compiler: Compiler, boxed: model.Context, place: Place) -> None:
    """Report entries without name, names that occur twice, and what stands behind the result."""
    names = [entry.name for entry in boxed.entries]
    if "" in names:
        compiler.report(place, boxed.element, "上下文有一项没有名称，请填写")
    if None in names[:-1]:
        compiler.report(place, boxed.element, "上下文的结果要放在最后一行，请移到最后")
    for name, times in Counter(names).items():
        if name and times > 1:
            compiler.report(place, boxed.element, f"上下文里“{name[:60]}”写了两次，请改掉一个")


def compile_invocation(compiler: Compiler, boxed: model.Invocation, place: Place) -> Node:
    """A call with arguments by name."""
    callee = compiler.compile(boxed.callee, place, boxed.element)
    names = tuple(name for name, _ in boxed.bindings)
    arguments = tuple(compiler.compile(value, place, boxed.element) for _, value in boxed.bindings)
    return Invocation(callee, arguments, names)


def compile_function(compiler: Compiler, boxed: model.FunctionDefinition, place: Place) -> Node:
    """A function definition; one of another language is a problem."""
    names = tuple(parameter.name for parameter in boxed.parameters)
    before = compiler.weight
    types = tuple(compiler.find_type(each.type_ref, boxed.element, place) for each in boxed.parameters)
    body = None
    if boxed.kind.upper() != "FEEL":
        compiler.report(place, boxed.element, f"不能调用用 {boxed.kind[:40]} 写的函数，请改用 FEEL")
    else:
        body = compiler.compile(boxed.body, place.binding(*names), boxed.element)
    result = result_type(compiler.find_type(boxed.type_ref, boxed.element, place))
    return nodes.BoxedFunction(place.owner, names, types, result, body, compiler.cost_since(before))


def compile_list(compiler: Compiler, boxed: model.ListOfBoxed, place: Place) -> Node:
    """A list."""
    return ListLiteral(tuple(compiler.compile(item, place) for item in boxed.items))


def compile_relation(compiler: Compiler, boxed: model.Relation, place: Place) -> Node:
    """A relation; each row has a cell for each column."""
    for row in boxed.rows:
        if len(row) != len(boxed.columns):
            compiler.report(place, boxed.element, "关系表有一行的格数和列数不同，请补齐")
    rows = tuple(tuple(compiler.compile(cell, place) for cell in row) for row in boxed.rows)
    return nodes.BoxedRelation(boxed.columns, rows)


def compile_conditional(compiler: Compiler, boxed: model.Conditional, place: Place) -> Node:
    """If, then, else."""
    parts = [compiler.compile(part, place, boxed.element)
             for part in (boxed.condition, boxed.consequence, boxed.alternative)]
    return nodes.BoxedConditional(parts[0], parts[1], parts[2])


def compile_filter(compiler: Compiler, boxed: model.Filter, place: Place) -> Node:
    """A filter; the entries of a context stand for themselves in its condition, so free names are uncertain."""
    source = compiler.compile(boxed.source, place, boxed.element)
    before, certain = compiler.weight, set(compiler.certain)
    match = compiler.compile(boxed.match, place.binding("item"), boxed.element)
    compiler.certain = certain
    return Filter(source, match, compiler.cost_since(before))


def compile_iterator(compiler: Compiler, boxed: model.Iterator, place: Place) -> Node:
    """For, some, every."""
    if not boxed.variable:
        compiler.report(place, boxed.element, "循环没有写变量名，请填写")
    domain = Domain(boxed.variable, compiler.compile(boxed.source, place, boxed.element), None)
    names = (boxed.variable, "partial") if boxed.kind == "for" else (boxed.variable,)
    weight, before, compiler.free = compiler.weight, compiler.free, set()
    body = compiler.compile(boxed.body, place.binding(boxed.variable), boxed.element)
    uses_partial = "partial" in compiler.free
    compiler.free = before | (compiler.free - set(names))
    compiler.certain -= set(names)
    cost = compiler.cost_since(weight)
    if boxed.kind == "for":
        return For((domain,), body, uses_partial, cost)
    return Quantified((domain,), body, boxed.kind == "some", cost)


COMPILERS: Mapping[type, Callable[[Compiler, Any, Place], Node]] = {
    model.Literal: compile_literal,
    model.Context: compile_context,
    model.Invocation: compile_invocation,
    model.FunctionDefinition: compile_function,
    model.ListOfBoxed: compile_list,
    model.Relation: compile_relation,
    model.Conditional: compile_conditional,
    model.Filter: compile_filter,
    model.Iterator: compile_iterator,
    model.DecisionTable: compile_table,
}
