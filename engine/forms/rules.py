"""Reads what a field asks of its answer: required, lengths, format, bounds."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.expressions import read_expression
from engine.forms.findings import Findings
from engine.forms.model import TEXT_TYPES, Bound, Rules
from engine.forms.patterns import UnreadablePattern, read_pattern
from engine.forms.properties import read_bound, read_count, read_number

DEFAULT_MAX_LENGTH = 10_000
"""For texts whose form names no longest length."""

ALLOWED = {
    "textfield": {"required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"},
    "textarea": {"required", "minLength", "maxLength", "pattern", "patternErrorMessage"},
    "number": {"required", "min", "max"},
}
ONLY_REQUIRED = {"required"}
FORMATS = {"", "custom", "email", "phone"}


def read_rules(component: dict[str, Any], kind: str, findings: Findings) -> Rules:
    """The rules of one keyed component of type ``kind``; faults become findings and the rule is left out."""
    rules = component.get("validate") or {}
    if not isinstance(rules, dict):
        findings.refuse("的校验（validate）要是一组属性")
        rules = {}
    for name in sorted(set(rules) - ALLOWED.get(kind, ONLY_REQUIRED)):
        findings.refuse(f"不支持校验规则“{name}”，请去掉")
    required = rules.get("required", False)
    if not isinstance(required, bool):
        findings.refuse("的“必填”只能是 true 或 false")
    if kind in TEXT_TYPES:
        return read_text_rules(rules, required is True, findings)
    if kind == "number":
        return read_number_rules(component, rules, required is True, findings)
    passed_days = component.get("disallowPassedDates") is True
    return Rules(required=required is True, today=read_expression("=today()") if passed_days else None)


def read_text_rules(rules: dict[str, Any], required: bool, findings: Findings) -> Rules:
    """Lengths (of the text without blanks around it), pattern and format of a text."""
    shortest = read_bound(rules, "minLength", "最短字数", findings)
    longest = read_bound(rules, "maxLength", "最长字数", findings)
    if longest is None:
        findings.warn(f"没有最长字数，按 {DEFAULT_MAX_LENGTH} 字限制；请填写最长字数")
        longest = Decimal(DEFAULT_MAX_LENGTH)
    check_order(shortest, longest, "最短字数", "最长字数", findings)
    form = rules.get("validationType") or ""
    if form not in FORMATS:
        findings.refuse("的格式类型只能是电子邮件（email）、电话（phone）或自定义")
    pattern, message = None, rules.get("patternErrorMessage")
    if rules.get("pattern"):
        try:
            pattern = read_pattern(str(rules["pattern"]))
        except UnreadablePattern as error:
            findings.refuse(f"的校验格式有问题：{error}，请改正")
    return Rules(required, shortest, longest, pattern, message if isinstance(message, str) else "",
                 form if form in {"email", "phone"} else "")


def read_number_rules(component: dict[str, Any], rules: dict[str, Any], required: bool, findings: Findings) -> Rules:
    """Bounds, digits behind the point and steps of a number."""
    lowest = read_bound(rules, "min", "最小值", findings)
    highest = read_bound(rules, "max", "最大值", findings)
    check_order(lowest, highest, "最小值", "最大值", findings)
    step = component.get("increment")
    increment = read_number(step) if step not in (None, "") else None
    if step not in (None, "") and (increment is None or increment <= 0):
        findings.refuse("的步长要是大于 0 的数")
        increment = None
    digits = read_count(component, "decimalDigits", "小数位数", findings)
    return Rules(required, minimum=lowest, maximum=highest, decimal_digits=digits, increment=increment)


def check_order(low: Bound, high: Bound, low_name: str, high_name: str, findings: Findings) -> None:
    """Refuse bounds that no answer can satisfy."""
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        findings.refuse(f"的{low_name}大于{high_name}，请改正")
