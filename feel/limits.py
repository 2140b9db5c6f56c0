"""What one evaluation may use, and what it sees of the world."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one parse and one evaluation; each is a count, except the two in seconds."""

    text: int = 20_000
    nesting: int = 60
    chain: int = 300
    """Operators, dots, filters and calls in one row."""
    steps: int = 200_000
    """Rounds of loops and filters and calls, each counted by how much it computes."""
    seconds: float = 0.2
    """Of the processor, where steps take longer than they should: twice what all steps take on a common machine."""
    list: int = 10_000
    string: int = 1_000_000
    items: int = 1_000_000
    """Of all lists and contexts made in one evaluation together; each of them counts as some items more."""
    characters: int = 4_000_000
    """Of all strings made in one evaluation together; each of them counts as some characters more."""
    calls: int = 100
    """Depth of functions that call functions."""
    regex_seconds: float = 0.1
    """Of the processor, for all regular expressions of one evaluation together."""
    parts: int = 50_000
    """Values within a value that is written as text."""
    warnings: int = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """The clock, the time zone and the limits of an evaluation.

    ``now``: aware; what now() and today() see; None reads the clock once per evaluation.
    ``zone``: where today() is, and the meaning of a time without offset when it meets one with an offset;
    None is strict DMN: today() in UTC, and the two kinds of times cannot be compared.
    """

    now: datetime | None = None
    zone: tzinfo | None = None
    limits: Limits = field(default_factory=Limits)


DEFAULT = Settings()
