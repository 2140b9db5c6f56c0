"""Where a move leads: a version of the instance's own process, and the deployment number that binds the rest."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.deployment.bindings import resolve
from engine.errors import NotFound
from engine.tables import definition, deployment


@dataclass(frozen=True, slots=True)
class Target:
    """A process version with the deployment number by which it finds called processes, decisions and forms."""

    definition_id: str
    deployment_number: int

    def as_json(self) -> dict[str, Any]:
        """For histories and answers."""
        return {"definition": self.definition_id, "deployment": self.deployment_number}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: a deployment number, a version of the process, or with neither the newest deployment."""

    deployment: int | None = None
    version: int | None = None


def process_key(connection: Connection, definition_id: str) -> str:
    """The process of a version. Raises NotFound."""
    key = connection.scalar(sa.select(definition.c.key).where(definition.c.id == definition_id))
    if key is None:
        raise NotFound("没有找到这个流程的版本。")
    return str(key)


def find_target(connection: Connection, key: str, wanted: Wanted) -> Target:
    """The version of process ``key`` that is meant.

    A version stands for the newest deployment at which it was the current one, so that forms and decisions deployed
    after it and before its successor go with it. Raises NotFound.
    """
    newest = connection.scalar(sa.select(sa.func.max(deployment.c.number))) or 0
    if wanted.version is not None:
        return _by_version(connection, key, wanted.version, newest)
    number = newest if wanted.deployment is None else wanted.deployment
    if not 0 < number <= newest:
        raise NotFound(f"没有第 {number} 次部署，最新的是第 {newest} 次。")
    row = resolve(connection, "process", key, deployment_number=number)
    if row is None:
        raise NotFound(f"第 {number} 次部署时还没有流程“{key}”。")
    return Target(row.id, number)


def _by_version(connection: Connection, key: str, version: int, newest: int) -> Target:
    numbers = {
        row.version: row
        for row in connection.execute(
            sa.select(definition.c.id, definition.c.version, definition.c.deployment_number).where(
                definition.c.kind == "process",
                definition.c.key == key,
                definition.c.version.in_([version, version + 1]),
            )
        )
    }
    if version not in numbers:
        raise NotFound(f"流程“{key}”没有第 {version} 版。")
    successor = numbers.get(version + 1)
    number = newest if successor is None else successor.deployment_number - 1
    return Target(numbers[version].id, number)
