"""Where built-in functions are registered, one overload at a time."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from feel.signatures import Builtin, Signature, read_signature

REGISTRY: dict[str, Builtin] = {}
F = TypeVar("F", bound=Callable[..., Any])


def builtin(*signatures: str) -> Callable[[F], F]:
    """Register a Python function under each of ``signatures`` (see read_signature); it receives the run first."""
    def register(function: F) -> F:
        for text in signatures:
            name, parameters = read_signature(text)
            REGISTRY.setdefault(name, Builtin(name)).add(Signature(parameters, function))
        return function
    return register
