"""FEEL numbers: IEEE 754 decimal128, 34 digits, half even."""
from __future__ import annotations

import decimal
from decimal import Decimal

from feel.errors import Undefined

CONTEXT = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


def read_number(text: str) -> Decimal:
    """The number that ``text`` writes, rounded to 34 digits; raises Undefined when it is none or too large."""
    try:
        number = CONTEXT.create_decimal(text)
    except decimal.DecimalException:
        raise Undefined(f"「{text[:40]}」不是数，或超出了范围") from None
    if not number.is_finite():
        raise Undefined(f"「{text[:40]}」不是有限的数")
    return number


def write_number(number: Decimal) -> str:
    """``number`` without superfluous zeros; plain digits unless it is far from one."""
    plain = CONTEXT.normalize(number)
    text = format(plain, "f") if -40 < plain.adjusted() < 40 else str(plain)
    return "0" if text == "-0" else text


def whole(number: object) -> int:
    """``number`` as an int; raises Undefined when it is no whole number, or one too large to count with."""
    if type(number) is not Decimal or number.adjusted() > 18 or number != number.to_integral_value():
        raise Undefined("这里需要一个整数")
    return int(number)
