"""The built-in functions that form-js's own FEEL has too, with the same results."""
from __future__ import annotations

from collections.abc import Sequence

from engine.forms.kinds import Kind
from feel.builtins import REGISTRY
from feel.signatures import Signature

SAME = frozenset({
    "all", "any", "contains", "context merge", "context put", "count", "ends with", "flatten", "get entries",
    "get value", "list contains", "lower case", "meets", "met by", "not", "overlaps", "reverse", "starts with",
    "string join", "string length", "substring after", "substring before", "upper case",
})
"""The functions that give the same for texts, numbers, truth values, null and lists of these; all others do not.

tests/unit/engine/forms/test_functions.py proves both by running form-js's FEEL.
"""
FEEL_KINDS: dict[Kind, str] = {"text": "string", "number": "number", "truth": "boolean", "context": "context"}
"""What the kinds are called in signatures; days and lists are only taken where a list or everything is."""


def accepts(function: str, kinds: Sequence[Kind | None]) -> bool:
    """Whether arguments of these kinds, in this order, are what a function asks for; unknown ones are taken to be."""
    return any(fits(signature, kinds) for signature in REGISTRY[function].signatures)


def fits(signature: Signature, kinds: Sequence[Kind | None]) -> bool:
    """Whether the arguments are what one overload asks for."""
    parameters = signature.parameters
    required = sum(not parameter.optional for parameter in parameters)
    if len(kinds) < required or len(kinds) > len(parameters) and not parameters[-1].repeated:
        return False
    wanted = [*parameters, *parameters[-1:] * (len(kinds) - len(parameters))]
    return all(kind is None or kind == "nothing" or parameter.kinds is None or FEEL_KINDS.get(kind) in parameter.kinds
               or "list" in parameter.kinds and kind not in ("day", "moment")
               for kind, parameter in zip(kinds, wanted, strict=False))
