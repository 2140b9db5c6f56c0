"""Whose cases a person may see: subtrees of the tree as one SQL condition, the same for lists and details."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.identity import Identity
from consultation.organisations import in_subtree, lineage, nearest, subtree_codes
from consultation.persons import held_posts
from consultation.roles import Level, Sight


@dataclass(frozen=True, slots=True)
class CaseScope:
    """Organisation paths: below ``paths`` all of a case is seen, below ``public_paths`` its public part only."""

    paths: tuple[str, ...]
    public_paths: tuple[str, ...]

    def covers(self, organisation: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """SQL condition on a column of organisation codes: all of the case may be seen."""
        return organisation.in_(subtree_codes(*self.paths))

    def reaches(self, organisation: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """SQL condition on a column of organisation codes: at least the public part may be seen."""
        return organisation.in_(subtree_codes(*self.paths, *self.public_paths))

    def contains(self) -> sa.ColumnElement[bool]:
        """SQL condition on the organisation table: at least the public part of its cases may be seen."""
        return sa.or_(sa.false(), *map(in_subtree, (*self.paths, *self.public_paths)))

    def reaches_all_of(self, paths: Iterable[str]) -> bool:
        """Whether at least the public part of each case below each of these paths may be seen."""
        seen = (*self.paths, *self.public_paths)
        return all(path.startswith(seen) for path in paths)


def visible_organisations(connection: Connection, identity: Identity, at: dt.datetime) -> CaseScope:
    """What a person's posts open at this moment; a person without posts sees no case.

    A post opens its organisation and everything below it. Residents and the like see the public part of their own
    village; so do the posts below a village (a group leader's group is opened, the village's own cases in public).
    Experts, who stand above the villages, see nothing but the cases in which they have a task.
    """
    opened: set[str] = set()
    public: set[str] = set()
    for post in held_posts(connection, identity.person_id, at):
        if post.role.sight is Sight.SUBTREE:
            opened.add(post.organisation.path)
        if post.role.sight is Sight.PUBLIC or post.organisation.kind.level in (Level.GROUP, Level.UNIT):
            village = nearest(lineage(connection, post.organisation.code), Level.VILLAGE)
            public.update({village.path} if village else ())
    paths = _outermost(opened)
    return CaseScope(paths, tuple(path for path in _outermost(public) if not path.startswith(paths)))


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(paths):
        if not path.startswith(tuple(kept)):
            kept.append(path)
    return tuple(kept)
