"""Deploys a bundle: all findings, or all definitions in one transaction; what has not changed makes no new version."""
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.engine import Connection, Engine

from engine.deployment.bundle import Bundle, Item, check_against, check_outputs, check_size, read_bundle
from engine.deployment.catalogue import Catalogue, newest_number, read_catalogue
from engine.deployment.damage import is_damaged, mend
from engine.deployment.findings import Finding, refusal
from engine.deployment.lint import Lint, landscape
from engine.errors import DeploymentRefused, ProductError
from engine.tables import definition, deployment
from engine.transaction import reading, writing

CompileProcess = Callable[[str, str, etree._Element], object]
Stored = Callable[[Connection, frozenset[str]], None]
#: Any number, the same in every process: deployments of one database queue up behind it.
_POSTGRESQL_LOCK = 7_402_117
_MAX_ID = 36
_MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class DeployedDefinition:
    """A definition as it now stands; ``changed`` tells whether this deployment made its version."""

    id: str
    kind: str
    key: str
    version: int
    name: str | None
    resource: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Deployment:
    """The deployment that holds the bundle, with the current definition of each of its files, processes first.

    ``number`` is the newest deployment among them when nothing had changed. ``findings`` are warnings.
    """

    number: int
    definitions: tuple[DeployedDefinition, ...]
    findings: tuple[Finding, ...]


def deploy(  # noqa: PLR0913  # keyword arguments, each one fact about the bundle or the installation
    engine_db: Engine,
    resources: Mapping[str, bytes],
    *,
    name: str,
    source: str,
    at: dt.datetime,
    person_id: str | None,
    known_roles: frozenset[str],
    compile_process: CompileProcess,
    given: frozenset[str] = frozenset(),
    lint: Lint | None = None,
    stored: Stored | None = None,
    strict: bool = True,
) -> Deployment:
    """Check and store a bundle, all or nothing.

    ``resources``: file name to content, at most 5 MB each; ``at``: aware UTC; ``known_roles``: role codes that
    candidate groups may name; ``compile_process(definition_id, key, root)``: the engine's own parser, whose
    exceptions become findings; ``given``: variables that no form may overwrite; ``lint``: the product's own rules,
    asked once everything else is in order; ``stored``: told the ids of the new versions, in their transaction;
    ``strict``: whether a comparison that can never hold is an error, and not a warning.

    Raises DeploymentRefused with every finding, TooLarge.
    """
    check_size(resources)
    _check_names(name, source)
    bundle = read_bundle(resources, known_roles)
    check_outputs(bundle, given)
    with reading(engine_db) as connection:
        catalogue = read_catalogue(connection)
        planned = _prepare(bundle, catalogue, compile_process, given, strict=strict)
        _ask(lint, connection, catalogue, bundle)
    contents = {item.content_hash: item.content for item in bundle.items}
    if not any(entry.changed for entry in planned) and not is_damaged(engine_db, contents):
        return _answer(None, planned, bundle)
    with writing(engine_db) as connection:
        _wait_for_others(connection)
        if newest_number(connection) != catalogue.number:
            now = read_catalogue(connection)
            planned = _prepare(bundle, now, compile_process, given, strict=strict)
            _ask(lint, connection, now, bundle)
        mend(connection, contents)
        if not any(entry.changed for entry in planned):
            return _answer(None, planned, bundle)
        number = _insert(connection, planned, bundle, {"name": name, "source": source, "at": at, "by": person_id})
        if stored is not None:
            stored(connection, frozenset(entry.id for entry in planned if entry.changed))
    return _answer(number, planned, bundle)


@dataclass(frozen=True, slots=True)
class _Planned:
    """An item with the version it has or will have; ``number``: the deployment that made it, if it is there already."""

    item: Item
    id: str
    version: int
    changed: bool
    number: int


def _check_names(name: str, source: str) -> None:
    if not name.isprintable() or not source.isprintable() or max(len(name), len(source)) > _MAX_NAME:
        raise DeploymentRefused(f"部署名称或来源不能用，请用 {_MAX_NAME} 个以内的普通字符。", findings=[])


def _prepare(
    bundle: Bundle, catalogue: Catalogue, compile_process: CompileProcess, given: frozenset[str], *, strict: bool
) -> list[_Planned]:
    """The versions of the bundle, checked against what is deployed. Raises DeploymentRefused."""
    check_against(bundle, catalogue, given, strict=strict)
    planned = _plan(bundle, catalogue)
    for entry in planned:
        if entry.item.process is not None and entry.item.findings.sound:
            _compile(entry, compile_process)
    if not bundle.sound():
        raise refusal(bundle.findings())
    return planned


def _ask(lint: Lint | None, connection: Connection, catalogue: Catalogue, bundle: Bundle) -> None:
    """Let the product look at the bundle. Raises DeploymentRefused."""
    if lint is not None:
        files = [(item.key, item.process.diagram, item.findings) for item in bundle.items if item.process is not None]
        given = {key: (diagram, findings) for key, diagram, findings in files if diagram is not None}
        lint(landscape(connection, catalogue, given))
    if not bundle.sound():
        raise refusal(bundle.findings())


def _plan(bundle: Bundle, catalogue: Catalogue) -> list[_Planned]:
    """Versions by content; a definition bound to its own bundle is also new when what it is bound to has changed."""
    changed = {
        (item.kind, item.key)
        for item in bundle.items
        if (newest := catalogue.newest.get((item.kind, item.key))) is None or newest.content_hash != item.content_hash
    }
    spreading = True
    while spreading:
        bound = {(item.kind, item.key) for item in bundle.items if item.bound & changed}
        spreading = not bound <= changed
        changed |= bound
    planned = []
    for item in bundle.items:
        newest = catalogue.newest.get((item.kind, item.key))
        if newest is not None and (item.kind, item.key) not in changed:
            planned.append(_Planned(item, newest.id, newest.version, False, newest.deployment_number))
        else:
            version = newest.version + 1 if newest else 1
            planned.append(_Planned(item, _definition_id(item, version), version, True, 0))
    return planned


def _definition_id(item: Item, version: int) -> str:
    """key:version:hash; where the key gives way to the column's width, the hash covers it too and keeps ids unique."""
    tail = f":{version}:{item.content_hash[:8]}"
    if len(item.key) + len(tail) > _MAX_ID:
        digest = hashlib.sha256(f"{item.kind}:{item.key}:{item.content_hash}".encode()).hexdigest()
        tail = f":{version}:{digest[:8]}"
    return item.key[: _MAX_ID - len(tail)] + tail


def _compile(entry: _Planned, compile_process: CompileProcess) -> None:
    file = entry.item.process
    if file is None or file.root is None or file.diagram is None:
        return
    try:
        compile_process(entry.id, entry.item.key, file.root)
    except ProductError as error:
        entry.item.findings.error(file.diagram.process, f"引擎不能执行：{error.message}")
    except Exception as error:  # noqa: BLE001 — whatever a parser raises for a hostile file is a finding, not a fault
        reason = f"{type(error).__name__}: {error}"[:300]
        entry.item.findings.error(file.diagram.process, f"引擎不能执行这张图，请把文件交给管理员（{reason}）")


def _wait_for_others(connection: Connection) -> None:
    """SQLite's writing transactions are alone already; PostgreSQL needs a lock that ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))


def _insert(connection: Connection, planned: list[_Planned], bundle: Bundle, given: Mapping[str, Any]) -> int:
    notes = [finding.as_json() for finding in bundle.findings()]
    row = {"name": given["name"], "source": given["source"], "deployed_at": given["at"], "deployed_by": given["by"]}
    result = connection.execute(sa.insert(deployment).values(**row, notes=notes))
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    rows = [
        {
            "id": entry.id,
            "kind": entry.item.kind,
            "key": entry.item.key,
            "version": entry.version,
            "version_tag": entry.item.version_tag,
            "name": entry.item.name,
            "deployment_number": number,
            "resource": entry.item.resource,
            "content_hash": entry.item.content_hash,
            "content": entry.item.content,
            "info": entry.item.info,
        }
        for entry in planned
        if entry.changed
    ]
    connection.execute(sa.insert(definition), rows)
    return number


def _answer(number: int | None, planned: list[_Planned], bundle: Bundle) -> Deployment:
    definitions = tuple(
        DeployedDefinition(
            entry.id, item.kind, item.key, entry.version, item.name, item.resource, entry.changed
        )
        for entry in planned
        for item in [entry.item]
    )
    newest = number if number is not None else max(entry.number for entry in planned)
    return Deployment(newest, definitions, tuple(bundle.findings()))
