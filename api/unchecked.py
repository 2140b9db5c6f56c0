"""Makes what nothing has checked yet, a draft, fit for a JSON column."""
from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def storable(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same JSON object with plain numbers; one that a float would change is kept as text.

    A draft is shown again, never reckoned with: what counts is the submission, whose numbers stay exact.
    """
    return {key: _plain(inner) for key, inner in value.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return storable(value)
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        number = float(value)
        return number if math.isfinite(number) and Decimal(repr(number)) == value else str(value)
    return value
