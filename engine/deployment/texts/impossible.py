"""Judges a comparison with a text that its subject can never be, and says what was probably meant."""
from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

from engine.deployment.nearest import find_lookalike, find_nearest
from engine.deployment.texts.reckoning import Compared

#: More than this of one deployment helps nobody; looking for what was meant takes time.
MAX_TOLD = 100
MAX_LISTED = 6
MAX_SHOWN = 40


@dataclass(slots=True)
class Told:
    """What has been said already, so that nothing is said twice or without end."""

    seen: set[Hashable] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding in the making."""

    severity: Literal["error", "warning"]
    message: str


def judge(compared: Compared, what: str, told: Told, place: Hashable, *, condition: bool) -> Verdict | None:
    """None for a comparison that may come out either way, and where too little is known.

    ``what``: what the expression is called; ``condition``: a case's way depends on it. An error where a case would go
    astray, and where only width, brackets, marks or blanks differ from a text that is possible; else a warning: the
    comparison does nothing, and no harm.
    """
    subject = compared.subject
    if compared.bare:
        return _unquoted(compared, what, told, place)
    parts = subject.items is not None or subject.entries is not None
    known = not subject.anything and (subject.texts or subject.other or parts)
    if not known or compared.text in subject.texts or not compared.text.strip():
        return None
    if (place, compared.written) in told.seen or len(told.seen) >= MAX_TOLD:
        return None
    told.seen.add((place, compared.written))
    lookalike = find_lookalike(compared.text, subject.texts)
    nearest = lookalike or find_nearest(compared.text, subject.texts)
    grave = lookalike is not None or (condition and not compared.alternative)
    always = "永远不会成立" if compared.wanted else "永远成立"
    proposal = _proposal(nearest) if subject.texts else ""
    message = f"{what} {compared.written} {always}：{_possible(compared)}{proposal}"
    return Verdict("error" if grave else "warning", message)


def _unquoted(compared: Compared, what: str, told: Told, place: Hashable) -> Verdict | None:
    if (place, compared.written) in told.seen or len(told.seen) >= MAX_TOLD:
        return None
    told.seen.add((place, compared.written))
    text = _shown(compared.text)
    quoted = f'请写成 "{text}"（英文双引号）'
    return Verdict("error", f"{what} {compared.written} 里的“{text}”没有引号，会当成变量，{quoted}")


def _possible(compared: Compared) -> str:
    named = f"“{compared.name}”" if compared.name else "它"
    texts = sorted(compared.subject.texts)
    if not texts and compared.subject.items is not None:
        return f"{named}是一个列表，不是文字，请改用 list contains(列表, 文字)"
    if not texts:
        return f"{named}不会是文字，请改成和它会有的值比较"
    listed = "".join(f"“{_shown(text)}”" for text in texts[:MAX_LISTED])
    return f"{named}只可能是{listed}{f'等 {len(texts)} 种' if len(texts) > MAX_LISTED else ''}"


def _proposal(nearest: str | None) -> str:
    return f"，您要写的是不是“{_shown(nearest)}”？" if nearest is not None else "，请改正或删去"


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "……"
