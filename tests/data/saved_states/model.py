"""What a model is whose states are saved."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Model:
    """``variables``: FEEL texts given at the start; ``actions``: as tests.saved_states.play takes them."""

    name: str
    processes: Mapping[str, bytes]
    forms: Mapping[str, bytes]
    variables: Mapping[str, str]
    actions: Sequence[Mapping[str, Any]] = field(default=())
