"""Turns one submitted JSON value into the FEEL value of its field."""
from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.forms.errors import Unfit
from engine.forms.model import Field
from engine.forms.options import MAX_OPTIONS, has_duplicates, is_same
from feel import Date, DateTime, FeelError, LimitExceeded, Time, from_json, to_json

if TYPE_CHECKING:
    from feel import Value

MAX_DIGITS = 34
NUMBER = re.compile(r"-?\d{1,60}(?:\.\d{1,60})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
DATE = re.compile(r"(?!0000)\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"(\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, which databases and documents refuse, and halves of characters, which are no text."""


def convert(field: Field, given: Any) -> Value:
    """The FEEL value of ``given``, which is not empty; raises Unfit with the sentence for its author.

    Whether the value is among the options, and within the field's rules, is checked elsewhere.
    """
    try:
        return CONVERTERS[field.type](field, given)
    except FeelError as error:
        raise Unfit(f"「{field.label}」的内容无法识别，请重新填写。") from error


def convert_text(field: Field, given: Any) -> str:
    """A text as it was typed."""
    if not isinstance(given, str):
        raise Unfit(f"「{field.label}」必须是文字。")
    if UNSTORABLE.search(given):
        raise Unfit(f"「{field.label}」里有不能保存的字符，请删去后重新填写。")
    return given


def convert_number(field: Field, given: Any) -> Decimal:
    """A finite number of at most 34 digits when written out; texts of numbers too, as serializeToString gives."""
    wanted = Unfit(f"「{field.label}」必须是数字。")
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        raise wanted
    if isinstance(given, int) and given.bit_length() > 128:
        raise Unfit(f"「{field.label}」的数字太长，最多 {MAX_DIGITS} 位。")
    if isinstance(given, float) and not math.isfinite(given):
        raise wanted
    if isinstance(given, str) and not NUMBER.fullmatch(given.strip()):
        raise wanted
    number = Decimal(repr(given) if isinstance(given, float) else given)
    if not number.is_finite():
        raise wanted
    _, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and max(len(digits) + max(exponent, 0), -exponent) > MAX_DIGITS:
        raise Unfit(f"「{field.label}」的数字太长，最多 {MAX_DIGITS} 位。")
    return abs(number) if number.is_zero() else number


def convert_checkbox(field: Field, given: Any) -> bool:
    """Ticked or not."""
    if not isinstance(given, bool):
        raise Unfit(f"「{field.label}」只能勾选或不勾选。")
    return given


def convert_choice(field: Field, given: Any) -> Value:
    """One option's value."""
    if isinstance(given, list):
        raise Unfit(f"「{field.label}」只能选一项。")
    try:
        return from_json(given)
    except TypeError as error:
        raise Unfit(f"「{field.label}」没有这个选项。") from error


def convert_choices(field: Field, given: Any) -> Value:
    """The values of several options, each once."""
    if not isinstance(given, list) or len(given) > MAX_OPTIONS or any(isinstance(item, list) for item in given):
        raise Unfit(f"「{field.label}」要从选项里选。")
    values: list[Value] = [convert_choice(field, item) for item in given]
    if has_duplicates(values):
        raise Unfit(f"「{field.label}」有重复的选项，请每项只选一次。")
    return values


def convert_moment(field: Field, given: Any) -> Value:
    """A date, a time or both, as ISO text; seconds may be left out, and a time without offset stays local."""
    day, _, clock = given.partition("T") if isinstance(given, str) else ("", "", "")
    match = TIME.fullmatch(given if field.subtype == "time" else clock) if isinstance(given, str) else None
    time = f"{match[1]}{match[2] or ':00'}{match[3] or ''}" if match else ""
    try:
        if field.subtype == "date" and isinstance(given, str) and DATE.fullmatch(given):
            return Date.parse(given)
        if field.subtype == "time" and time:
            return Time.parse(time)
        if field.subtype == "datetime" and time and DATE.fullmatch(day):
            return DateTime(Date.parse(day), Time.parse(time))
    except FeelError:
        pass
    wanted = {"date": "真实的日期，请写成 2026-11-24 这样", "time": "真实的时间，请写成 14:30 这样"}
    raise Unfit(f"「{field.label}」不是{wanted.get(field.subtype, '真实的日期和时间，请写成 2026-11-24T14:30 这样')}。")


def convert_nothing(field: Field, given: Any) -> Value:
    """Computed fields take nothing from a submission."""
    return None


CONVERTERS: dict[str, Callable[[Field, Any], Value]] = {
    "textfield": convert_text, "textarea": convert_text, "number": convert_number, "checkbox": convert_checkbox,
    "radio": convert_choice, "select": convert_choice, "checklist": convert_choices, "taglist": convert_choices,
    "datetime": convert_moment, "expression": convert_nothing,
}


def is_empty(given: Any) -> bool:
    """Whether nothing was answered: null, blank text, an empty list or object."""
    return given is None or given in ([], {}) or isinstance(given, str) and not given.strip()


def is_blank(given: Any) -> bool:
    """Whether nothing stands in it at all, however deep; an unticked box is nothing."""
    left = [given]
    while left:
        value = left.pop()
        if isinstance(value, dict | list):
            left.extend(value.values() if isinstance(value, dict) else value)
        elif value is not False and not is_empty(value):
            return False
    return True


def is_unchanged(field: Field, stored: Value, given: Any) -> bool:
    """Whether a submission leaves a readonly field as it is, allowing for what form-js makes of stored values.

    form-js sends the default or the empty value of its type where nothing is stored, null or fewer items where an
    option no longer exists, and blanks for line breaks in a text field.
    """
    if is_empty(given):
        return True
    if stored is None:
        return bool(given == field.default) or given is False
    try:
        shown = to_json(stored)
        value = convert(field, given)
    except (Unfit, LimitExceeded):
        return False
    if type(shown) is type(given) and shown == given:
        return True
    if isinstance(stored, list) and isinstance(value, list):
        return all(any(is_same(item, old) for old in stored) for item in value)
    if isinstance(value, str) and not isinstance(stored, list | dict | bool):
        return " ".join(value.split()) == " ".join(str(shown).split())
    return is_same(value, stored)
