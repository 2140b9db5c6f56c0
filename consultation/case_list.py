"""Which cases a person sees, newest first: one condition for the list and for a single case."""
from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.case_numbers import NUMBER
from consultation.case_ranges import codes_within, newest_of_each
from consultation.case_search import contains, few_with
from consultation.case_tables import case_files
from consultation.identity import Identity
from consultation.organisations import find_organisation, in_subtree, root_paths, subtree_codes
from consultation.paging import Page, read_cursor, write_cursor
from consultation.tables import organisations
from consultation.visibility import CaseScope, visible_organisations
from engine.errors import Forbidden, NotFound
from engine.tables import task, task_candidate

Files = sa.ColumnCollection[str, sa.ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as people see it; ``insider``: whether this person may read all of it or its public part only."""

    instance_id: str
    number: str
    title: str
    organisation: str
    organisation_name: str
    category: str | None
    catalogue_item: str | None
    stage: str | None
    outcome: str | None
    status: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    insider: bool


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; ``organisation`` (code) stands for everything below it too."""

    stage: str | None = None
    organisation: str | None = None
    category: str | None = None
    outcome: str | None = None
    status: str | None = None
    text: str | None = None


def list_cases(
    connection: Connection,
    identity: Identity,
    at: dt.datetime,
    filters: CaseFilter,
    limit: int,
    after: str | None = None,
) -> Page[CaseFile]:
    """The cases that the person may see at ``at``, newest first. Raises InvalidRequest for a strange cursor."""
    files: Files = case_files.c
    scope = visible_organisations(connection, identity, at)
    last = None if after is None else read_cursor(after, (dt.datetime, str))
    place = None if filters.organisation is None else find_organisation(connection, filters.organisation)
    if filters.organisation is not None and place is None:
        return Page((), None)
    narrowed = _Narrowed(scope, filters, last)
    roots = root_paths(connection)
    few = few_with(connection, narrowed.text)
    if few is not None:
        files = sa.select(case_files).where(files.instance_id.in_(few)).cte("held").prefix_with("MATERIALIZED").c
        here = sa.true() if place is None else files.organisation.in_(subtree_codes(place.path))
        query = _shown(scope, files).where(_seen_by(identity, scope, files), here, *narrowed.on(files))
    elif (place is None or [place.path] == roots) and scope.reaches_all_of(roots):
        query = _shown(scope, files).where(*narrowed.on(files))
    else:
        within = sa.true() if place is None else in_subtree(place.path)
        lateral = connection.dialect.name == "postgresql"
        near = newest_of_each(codes_within(scope.contains(), within), narrowed.on, limit + 1, lateral=lateral)
        elsewhere = _elsewhere(identity, scope).c
        here = sa.true() if place is None else elsewhere.organisation.in_(subtree_codes(place.path))
        own = sa.select(elsewhere.instance_id).where(here, *narrowed.on(elsewhere))
        query = _shown(scope, files).where(files.instance_id.in_(sa.union_all(near, own)))
    rows = connection.execute(query.order_by(files.started_at.desc(), files.instance_id.desc()).limit(limit + 1)).all()
    items = tuple(CaseFile(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(items, write_cursor(items[-1].started_at, items[-1].instance_id) if more else None)


def get_case(connection: Connection, identity: Identity, at: dt.datetime, number: str) -> CaseFile:
    """The case with this number. Raises NotFound alike for a case that is missing or hidden from the person."""
    if len(number) > 32 or not NUMBER.fullmatch(number):
        raise NotFound()
    scope = visible_organisations(connection, identity, at)
    files = case_files.c
    query = _shown(scope, files).where(files.number == number, _seen_by(identity, scope, files))
    row = connection.execute(query).first()
    if row is None:
        raise NotFound()
    return CaseFile(*row)


def open_case(connection: Connection, identity: Identity, at: dt.datetime, number: str) -> CaseFile:
    """The case with this number, to read all of it. Raises NotFound, and Forbidden for whoever sees its public part."""
    found = get_case(connection, identity, at, number)
    if not found.insider:
        raise Forbidden("您只能看这件协商公开的部分。")
    return found


def titles_of(connection: Connection, instance_ids: Collection[str]) -> dict[str, str]:
    """The titles of cases by instance id, for lists of other things that name their case."""
    rows = connection.execute(
        sa.select(case_files.c.instance_id, case_files.c.title).where(case_files.c.instance_id.in_(instance_ids))
    )
    return {row.instance_id: row.title for row in rows}


def _shown(scope: CaseScope, files: Files) -> sa.Select[Any]:
    columns: list[Any] = [
        organisations.c.name.label("organisation_name") if name == "organisation_name" else files[name]
        for name in CaseFile.__dataclass_fields__
        if name != "insider"
    ]
    return sa.select(*columns, scope.covers(files.organisation).label("insider")).join(
        organisations, organisations.c.code == files.organisation
    )


def _seen_by(identity: Identity, scope: CaseScope, files: Files) -> sa.ColumnElement[bool]:
    return sa.or_(scope.reaches(files.organisation), files.instance_id.in_(_has_worked_on(identity)))


def _elsewhere(identity: Identity, scope: CaseScope) -> sa.CTE:
    """The case files outside the scope that the person has worked on: found by what they worked on, then narrowed."""
    files = case_files.c
    query = sa.select(case_files).where(
        files.instance_id.in_(_has_worked_on(identity)), sa.not_(scope.reaches(files.organisation))
    )
    return query.cte("elsewhere").prefix_with("MATERIALIZED")


def _has_worked_on(identity: Identity) -> sa.CompoundSelect[tuple[str]]:
    """Cases in which the person has or had a task, e.g. an expert who stands above the villages."""
    by_post = (
        sa.select(task.c.instance_id)
        .join(task_candidate, task_candidate.c.task_id == task.c.id)
        .where(task_candidate.c.key.in_(sorted(identity.keys)))
    )
    by_name = sa.select(task.c.instance_id).where(task.c.assignee == str(identity.person_id))
    return sa.union_all(by_post, by_name)


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """What a page holds apart from who sees it: the filters but the organisation, behind the last case seen."""

    scope: CaseScope
    filters: CaseFilter
    last: tuple[Any, ...] | None

    @property
    def text(self) -> str:
        """What is looked for."""
        return (self.filters.text or "").strip().lower()

    def on(self, files: Files) -> list[sa.ColumnElement[bool]]:
        """The conditions on the columns of one appearance of the case files in a query."""
        found = [
            files[name] == value
            for name in ("stage", "category", "outcome", "status")
            if (value := getattr(self.filters, name)) is not None
        ]
        if self.filters.status in ("active", "suspended"):
            found.append(files.status.in_([sa.literal_column("'active'"), sa.literal_column("'suspended'")]))
        if self.text:
            found.append(contains(files, self.scope, self.text))
        if self.last is not None:
            place = (files.started_at, files.instance_id)
            last = (sa.literal(value, column.type) for value, column in zip(self.last, place, strict=True))
            found.append(sa.tuple_(*place) < sa.tuple_(*last))
        return found

