"""FEEL, the expression language of DMN 1.5: parse, evaluate, unary tests, free variables. See README.md."""
from __future__ import annotations

from feel.errors import FeelError, FeelSyntaxError, LimitExceeded, Undefined
from feel.expression import Evaluation, Expression, call, call_in, parse, parse_type, parse_unary_tests
from feel.json_values import from_json, to_json
from feel.limits import DEFAULT, Limits, Settings
from feel.run import Run
from feel.scope import Scope
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration, parse_duration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.values import Function, Range, Type, Value, kind

__all__ = [
    "DEFAULT", "Date", "DateTime", "DaysTimeDuration", "Evaluation", "Expression", "FeelError", "FeelSyntaxError",
    "Function", "LimitExceeded", "Limits", "Range", "Run", "Scope", "Settings", "Time", "Type", "Undefined", "Value",
    "YearsMonthsDuration", "call", "call_in", "from_json", "kind", "parse", "parse_duration", "parse_type",
    "parse_unary_tests", "to_json",
]
