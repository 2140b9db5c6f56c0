"""How the engine asks who may act: a candidate group's name becomes the post keys that candidate rows hold."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class ResolvedGroup:
    """The keys that a person must hold one of, and whether anybody holds one now."""

    keys: tuple[str, ...]
    staffed: bool


class GroupResolver(Protocol):
    """Resolves one entry of ``camunda:candidateGroups``; the domain provides it (consultation.groups)."""

    def __call__(self, connection: Connection, group: str, organisation: str, at: dt.datetime) -> ResolvedGroup:
        """``group``: as the diagram names it; ``organisation``: the case's organisation code; ``at``: aware UTC.

        Raises a ProductError when the group names no organisation: the engine records an incident.
        """
        ...


def resolve_once(
    known: dict[str, ResolvedGroup],
    resolve: GroupResolver,
    connection: Connection,
    group: str,
    organisation: str,
    at: dt.datetime,
) -> ResolvedGroup:
    """``resolve``, asked once for each group however many tasks of one step are for it. ``known``: that step's."""
    found = known.get(group)
    if found is None:
        found = known[group] = resolve(connection, group, organisation, at)
    return found
