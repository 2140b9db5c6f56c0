"""Reads single properties of a component: texts, expressions, numbers, bounds."""
from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engine.expressions import UnreadableExpression, read_expression
from engine.forms.findings import Findings

if TYPE_CHECKING:
    from feel import Expression

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
RESERVED = frozenset({
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "between",
    "instance", "of", "function", "true", "false", "null", "this", "parent", "i"})
TITLE_LENGTH = 60


def is_expression(value: Any) -> bool:
    """Whether form-js takes the property for FEEL: a text that begins with ``=``."""
    return isinstance(value, str) and value.startswith("=")


def read_name(value: Any, what: str, findings: Findings) -> str:
    """A key or path as a variable's name; a fault is a finding and gives ""."""
    if not isinstance(value, str) or not value.strip():
        findings.refuse(f"没有{what}，请在属性面板里填写")
    elif not NAME.fullmatch(value):
        findings.refuse(f"的{what}“{value[:TITLE_LENGTH]}”只能用英文字母、数字和下划线，不能以数字开头，最多 64 个字符")
    elif value in RESERVED:
        findings.refuse(f"的{what}“{value}”是表达式里的保留字，请换一个名字")
    else:
        return value
    return ""


def read_title(component: dict[str, Any], key: str) -> str:
    """What people are told the field is called: its label where that is plain text, else its key."""
    for name in ("label", "dateLabel", "timeLabel"):
        label = component.get(name)
        if isinstance(label, str) and label.strip() and not is_expression(label) and "{{" not in label:
            return label.strip()[:TITLE_LENGTH]
    return key


def read_formula(value: Any, what: str, findings: Findings) -> Expression | None:
    """The expression of a property that must be one; a fault is a finding and gives None."""
    if not is_expression(value):
        findings.refuse(f"的{what}要以等号开头，例如 =outcome = \"协商未果\"")
        return None
    try:
        return read_expression(value)
    except UnreadableExpression as error:
        findings.refuse(f"的{what}读不懂：{error.message}")
        return None


def read_number(value: Any) -> Decimal | None:
    """The finite number that a property writes as number or as text, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 34 else None


def read_bound(rules: dict[str, Any], name: str, what: str, findings: Findings) -> Decimal | Expression | None:
    """A limit written as number, text of a number, or ``=feel``; None when there is none or it is faulty."""
    value = rules.get(name)
    if value is None or value == "":
        return None
    if is_expression(value):
        return read_formula(value, what, findings)
    number = read_number(value)
    if number is None:
        findings.refuse(f"的{what}不是数字，请改成数字或以等号开头的表达式")
    elif name.endswith("Length") and (number < 0 or number != number.to_integral_value()):
        findings.refuse(f"的{what}要是 0 或正整数")
        return None
    return number


def read_count(component: dict[str, Any], name: str, what: str, findings: Findings) -> int | None:
    """A small whole number from 0 to 1000, or None when absent or faulty."""
    value = component.get(name)
    if value is None or value == "":
        return None
    number = read_number(value)
    if number is None or not 0 <= number <= 1_000 or number != number.to_integral_value():
        findings.refuse(f"的{what}要是 0 到 1000 的整数")
        return None
    return int(number)
