"""Checks one converted answer against the rules of its field."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from engine.forms.model import CHOICE_TYPES, CHOICES_TYPES, TEXT_TYPES, Bound, Field
from engine.forms.options import find_options, is_same
from engine.forms.scope import Scope
from feel import Date, DateTime, to_json

if TYPE_CHECKING:
    from feel import Value

PATTERN_SECONDS = 0.2
SHOWN = 40
EXACT = Context(prec=120)
"""Wide enough that digits and remainders of 34-digit numbers are never rounded."""
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,10}", re.ASCII)
PHONE = re.compile(r"(?:\+|00)[1-9]\d{6,}", re.ASCII)
"""An international number anywhere in the text, as form-js has it."""


def check(field: Field, value: Value, scope: Scope) -> list[str]:
    """The sentences about ``value``, a value of the field's type and not null; empty when all is well."""
    checks = CHECKS.get(field.type)
    return [f"「{field.label}」{fault}" for fault in checks(field, value, scope)] if checks else []


def find_bound(bound: Bound, scope: Scope) -> Decimal | None:
    """The limit that holds in this scope; none when its expression gives no number, as in form-js."""
    value = bound if bound is None or isinstance(bound, Decimal) else scope.evaluate(bound)
    return value if isinstance(value, Decimal) else None


def check_text(field: Field, value: Value, scope: Scope) -> Iterator[str]:
    """Lengths without the blanks around the text; the pattern may match anywhere in it."""
    text, rules = str(value), field.rules
    length = len(text.strip())
    shortest, longest = find_bound(rules.min_length, scope), find_bound(rules.max_length, scope)
    if shortest is not None and length < shortest:
        yield f"最少 {write(shortest)} 字。"
    if longest is not None and length > longest:
        yield f"最多 {write(longest)} 字。"
        return
    if rules.pattern is not None:
        try:
            if not rules.pattern.search(text, timeout=PATTERN_SECONDS):
                yield f"的格式不对：{rules.pattern_message or '请按要求的格式填写。'}"
        except TimeoutError:
            yield "的格式无法核对，请改短后再填。"
    if rules.format == "email" and not EMAIL.fullmatch(text):
        yield "要是电子邮件地址。"
    if rules.format == "phone" and not PHONE.search(text):
        yield "要是带国际区号的电话号码，如 +8613800000000。"


def check_number(field: Field, value: Value, scope: Scope) -> Iterator[str]:
    """Bounds, digits behind the point, steps from 0."""
    if not isinstance(value, Decimal):
        return
    rules = field.rules
    lowest, highest = find_bound(rules.minimum, scope), find_bound(rules.maximum, scope)
    if lowest is not None and value < lowest:
        yield f"不能小于 {write(lowest)}。"
    if highest is not None and value > highest:
        yield f"不能大于 {write(highest)}。"
    exponent = value.normalize(EXACT).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if rules.decimal_digits is not None and places > rules.decimal_digits:
        yield f"最多 {rules.decimal_digits} 位小数。" if rules.decimal_digits else "必须是整数。"
    if rules.increment is not None and EXACT.remainder(value, rules.increment) != 0:
        yield f"要是 {write(rules.increment)} 的整数倍。"


def check_choice(field: Field, value: Value, scope: Scope) -> Iterator[str]:
    """Each value chosen must be offered now."""
    if field.options is None:
        return
    offered = find_options(field.options, scope)
    for chosen in value if isinstance(value, list) else [value]:
        if not any(is_same(chosen, option) for option in offered):
            shown = str(to_json(chosen))
            yield f"没有这个选项：{shown[:SHOWN]}{'…' if len(shown) > SHOWN else ''}。"


def check_checkbox(field: Field, value: Value, scope: Scope) -> Iterator[str]:
    """A required box must be ticked."""
    if field.rules.required and value is not True:
        yield "必须勾选。"


def check_moment(field: Field, value: Value, scope: Scope) -> Iterator[str]:
    """Days that have passed, where they are not allowed."""
    today = scope.evaluate(field.rules.today) if field.rules.today else None
    day = value.date if isinstance(value, DateTime) else value
    if isinstance(today, Date) and isinstance(day, Date) and day.number < today.number:
        yield f"不能早于今天（{today}）。"


def write(number: Decimal) -> str:
    """A number without exponent or superfluous zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


CHECKS: dict[str, Callable[[Field, Value, Scope], Iterator[str]]] = {
    **dict.fromkeys(TEXT_TYPES, check_text), **dict.fromkeys(CHOICE_TYPES | CHOICES_TYPES, check_choice),
    "number": check_number, "checkbox": check_checkbox, "datetime": check_moment,
}
