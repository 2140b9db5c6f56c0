"""Errors and escalations are looked up beside the processes of the file."""
from __future__ import annotations

from typing import Any

from lxml import etree

from engine.parsing.references import DeclaredError, declared_error, declared_escalation, declared_name
from tests.diagrams import process

EXTRA = (
    '<message id="m1" name="call"/><error id="e1" errorCode=" broken " camunda:errorMessage="坏了"/><error id="e2"/>'
    '<escalation id="x1" escalationCode="up"/><escalation id="x2" escalationCode=" "/>'
)


def node() -> Any:
    return etree.fromstring(process('<startEvent id="s"/>', extra=EXTRA))[0]


def test_an_error_has_its_code_and_message() -> None:
    assert declared_error(node(), "e1") == DeclaredError("broken", "坏了")


def test_without_a_reference_or_a_code_it_stands_for_all() -> None:
    everything = DeclaredError(None, None)
    assert declared_error(node(), None) == declared_error(node(), "e2") == declared_error(node(), "gone") == everything
    assert declared_escalation(node(), "x2") is declared_escalation(node(), None) is None


def test_only_what_is_of_the_kind_is_found() -> None:
    assert declared_escalation(node(), "x1") == "up"
    assert declared_name(node(), "message", "m1") == "call"
    assert declared_name(node(), "signal", "m1") is None
