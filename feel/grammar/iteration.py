"""if, for, some and every."""
from __future__ import annotations

from feel.grammar.labels import read_new_name
from feel.grammar.reader import Reader
from feel.nodes.base import Node
from feel.nodes.iteration import Domain, For, Quantified
from feel.nodes.operations import Conditional


def read_conditional(reader: Reader) -> Node:
    """``condition then yes else no`` behind the word if"""
    condition = reader.expression()
    reader.expect_word("then")
    yes = reader.expression()
    reader.expect_word("else")
    return Conditional(condition, yes, reader.expression())


def read_domains(reader: Reader) -> tuple[Domain, ...]:
    """``a in list, b in 1..n``; binds the names, which the caller releases"""
    domains: list[Domain] = []
    while True:
        name = read_new_name(reader, stop_word="in")
        reader.expect_word("in")
        source = reader.expression()
        end = reader.expression() if reader.take("..") else None
        domains.append(Domain(name, source, end))
        reader.bind(name)
        if not reader.take(","):
            return tuple(domains)


def read_for(reader: Reader) -> Node:
    """``domains return body`` behind the word for"""
    weight = reader.weight
    domains = read_domains(reader)
    reader.expect_word("return")
    reader.bind("partial")
    uses = reader.partial_uses
    body = reader.expression()
    reader.release([domain.name for domain in domains] + ["partial"])
    return For(domains, body, reader.partial_uses > uses, reader.cost_since(weight))


def read_quantified(reader: Reader, decisive: bool) -> Node:
    """``domains satisfies body`` behind the word some or every"""
    weight = reader.weight
    domains = read_domains(reader)
    reader.expect_word("satisfies")
    body = reader.expression()
    reader.release([domain.name for domain in domains])
    return Quantified(domains, body, decisive, reader.cost_since(weight))
