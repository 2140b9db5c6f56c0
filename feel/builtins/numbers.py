"""Numeric functions (DMN 1.5, 10.3.4.5)."""
from __future__ import annotations

import decimal
from decimal import Decimal

from feel.arithmetic import COSTLY
from feel.builtins.registry import builtin
from feel.decimal128 import CONTEXT, whole
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.values import Value

SCALES = range(-6111, 6177)
WIDE_DIGITS = 13_000
ROUNDING = 4
"""Steps of rounding a number or taking its root."""


def round_to(run: Run, number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """``number`` at ``scale`` digits behind the point (or before it, below 0); raises Undefined beyond decimal128."""
    digits = whole(scale)
    if digits not in SCALES:
        raise Undefined("小数位数超出了范围")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return number
    run.tick(ROUNDING)
    wide = decimal.Context(prec=WIDE_DIGITS, rounding=rounding, Emin=-20_000, Emax=20_000)
    return CONTEXT.plus(number.quantize(Decimal(1).scaleb(-digits, wide), context=wide))


@builtin("decimal(n: number, scale: number)")
def decimal_(run: Run, n: Decimal, scale: Decimal) -> Value:
    """Half even."""
    return round_to(run, n, scale.to_integral_value(decimal.ROUND_DOWN), decimal.ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """Towards minus infinity."""
    return round_to(run, n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """Towards plus infinity."""
    return round_to(run, n, scale, decimal.ROUND_CEILING)


@builtin("round up(n: number, scale?: number)")
def round_up(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """Away from zero."""
    return round_to(run, n, scale, decimal.ROUND_UP)


@builtin("round down(n: number, scale?: number)")
def round_down(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """Towards zero."""
    return round_to(run, n, scale, decimal.ROUND_DOWN)


@builtin("round half up(n: number, scale?: number)")
def round_half_up(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """To the nearest, halves away from zero."""
    return round_to(run, n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down(n: number, scale?: number)")
def round_half_down(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """To the nearest, halves towards zero."""
    return round_to(run, n, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs(n: number | months | duration)")
def absolute(run: Run, n: Decimal | YearsMonthsDuration | DaysTimeDuration) -> Value:
    """Without the sign; of durations too."""
    if isinstance(n, YearsMonthsDuration):
        return YearsMonthsDuration(abs(n.months))
    if isinstance(n, DaysTimeDuration):
        return DaysTimeDuration(n.seconds.copy_abs())
    return n.copy_abs()


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """What is left over, with the divisor's sign: dividend - divisor * floor(dividend / divisor)."""
    if divisor == 0:
        raise Undefined("除数不能是0")
    if dividend and dividend.adjusted() - divisor.adjusted() > CONTEXT.prec - 2:
        quotient = round_to(run, CONTEXT.divide(dividend, divisor), Decimal(0), decimal.ROUND_FLOOR)
        return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, quotient))
    rest = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt(number: number)")
def sqrt(run: Run, number: Decimal) -> Value:
    """The square root; none of a negative number."""
    if number < 0:
        raise Undefined("负数没有平方根")
    run.tick(ROUNDING)
    return CONTEXT.sqrt(number)


@builtin("log(number: number)")
def log(run: Run, number: Decimal) -> Value:
    """The natural logarithm; of positive numbers only."""
    if number <= 0:
        raise Undefined("只有正数有对数")
    run.tick(COSTLY)
    return CONTEXT.ln(number)


@builtin("exp(number: number)")
def exp(run: Run, number: Decimal) -> Value:
    """e to the power of the number."""
    run.tick(COSTLY)
    return CONTEXT.exp(number)


@builtin("odd(number: number)")
def odd(run: Run, number: Decimal) -> Value:
    """Whether a whole number is odd."""
    return is_whole(number) and CONTEXT.remainder(number, Decimal(2)) != 0 if number.adjusted() < 33 else False


@builtin("even(number: number)")
def even(run: Run, number: Decimal) -> Value:
    """Whether a whole number is even."""
    return is_whole(number) and (number.adjusted() >= 33 or CONTEXT.remainder(number, Decimal(2)) == 0)


def is_whole(number: Decimal) -> bool:
    """True; raises Undefined for a number with a fraction."""
    if number != number.to_integral_value():
        raise Undefined("只有整数分奇偶")
    return True
