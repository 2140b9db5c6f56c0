"""The built-in functions by name; importing this package fills the registry."""
from __future__ import annotations

from feel.builtins import booleans, contexts, conversions, lists, moments, numbers, ranges, statistics, strings
from feel.builtins.registry import REGISTRY

__all__ = ["REGISTRY", "booleans", "contexts", "conversions", "lists", "moments", "numbers", "ranges", "statistics",
           "strings"]
