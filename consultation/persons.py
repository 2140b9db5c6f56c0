"""Persons, and the posts they hold for a time: a role in an organisation."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.organisations import Kind, Organisation, get_organisation
from consultation.roles import ROLES, Role
from consultation.tables import organisations, persons, posts
from engine.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in an organisation."""

    role: Role
    organisation: Organisation

    @property
    def key(self) -> str:
        """What candidate rows name: ``village_committee@64990203``."""
        return post_key(self.role.code, self.organisation.code)


def post_key(role: str, organisation: str) -> str:
    """The key of a role (code) in an organisation (code)."""
    return f"{role}@{organisation}"


def person_key(person_id: int) -> str:
    """The key that a person holds alone, for assignments by name."""
    return f"person:{person_id}"


def add_person(connection: Connection, name: str, phone: str | None = None) -> int:
    """Record a person; returns the id."""
    inserted = connection.execute(persons.insert().values(name=name, phone=phone).returning(persons.c.id))
    person_id: int = inserted.scalar_one()
    return person_id


def take_post(
    connection: Connection,
    person_id: int,
    role: str,
    organisation: str,
    from_at: dt.datetime,
    until_at: dt.datetime | None = None,
) -> None:
    """Put a person into a post from ``from_at`` until before ``until_at``.

    Raises InvalidRequest for an unknown role or an empty period, NotFound for an unknown organisation.
    """
    if role not in ROLES:
        raise InvalidRequest(f"没有“{role}”这种岗位，请从岗位表里选。")
    if until_at is not None and until_at <= from_at:
        raise InvalidRequest("离任时间要晚于任职时间，请改正。")
    get_organisation(connection, organisation)
    connection.execute(
        posts.insert().values(
            person_id=person_id, role=role, organisation=organisation, from_at=from_at, until_at=until_at
        )
    )


def leave_post(connection: Connection, person_id: int, role: str, organisation: str, at: dt.datetime) -> bool:
    """End a post at ``at``; False when the person does not hold it then."""
    held = sa.and_(
        posts.c.person_id == person_id, posts.c.role == role, posts.c.organisation == organisation, in_force(at)
    )
    return connection.execute(posts.update().where(held).values(until_at=at)).rowcount > 0


def in_force(at: dt.datetime | sa.ColumnElement[dt.datetime]) -> sa.ColumnElement[bool]:
    """SQL condition on the post table: held at this moment."""
    return sa.and_(posts.c.from_at <= at, sa.or_(posts.c.until_at.is_(None), posts.c.until_at > at))


def held_posts(connection: Connection, person_id: int, at: dt.datetime) -> list[Post]:
    """The posts that a person holds at this moment, from the highest organisation down."""
    rows = connection.execute(
        sa.select(posts.c.role, organisations)
        .join(organisations, organisations.c.code == posts.c.organisation)
        .where(posts.c.person_id == person_id, in_force(at))
        .order_by(organisations.c.path, posts.c.role)
        .distinct()
    )
    return [
        Post(ROLES[row.role], Organisation(row.code, row.name, Kind(row.kind), row.parent, row.path, row.department))
        for row in rows
    ]


def name_person(connection: Connection, person_id: str) -> str:
    """What a person is called in sentences; ``person_id``: the engine's, a number as text. 有人 for an unknown one."""
    if not person_id.isascii() or not person_id.isdigit():
        return "有人"
    found: str | None = connection.scalar(sa.select(persons.c.name).where(persons.c.id == int(person_id)))
    return found or "有人"
