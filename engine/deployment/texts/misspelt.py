"""Finds names in expressions that nothing writes and that are nearly those of variables: slips of the pen."""
from __future__ import annotations

import difflib

from engine.deployment.findings import Findings
from engine.deployment.loops import COUNTERS
from engine.deployment.texts.known_variables import KnownVariables
from engine.deployment.texts.texts_written import Expression

_ALIKE = 0.8


def check_names_read(expression: Expression, known: KnownVariables, findings: Findings) -> None:
    """Warn of them; a warning only, as the process that gives the variable may be deployed later. Raises TooMuch."""
    if expression.process is None:
        return
    for name in sorted(known.free_variables(expression.text)):
        if name in COUNTERS or known.may_be_written(expression.process, name):
            continue
        there = sorted(known.written(expression.process))
        known.steps.take(len(there))
        near = difflib.get_close_matches(name, there, 1, _ALIKE)
        if near:
            meant = f"您要写的是不是 {near[0]}？读到没有写过的变量，案件会停下"
            findings.warn(expression.element, f"{expression.what}里的变量 {name[:60]} 没有一处写过，{meant}")
