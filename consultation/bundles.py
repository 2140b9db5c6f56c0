"""Bundles of diagrams, decisions and forms: read from folders, deployed with the roles that this product knows."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.policy_lint.check import check_policy
from engine.actors import Actor, RequestKey
from engine.deployment.store import Deployment, deploy
from engine.errors import InvalidRequest
from engine.process_engine import ProcessEngine
from engine.request_keys import record
from engine.starts import NewStarts
from engine.tables import definition
from engine.transaction import reading

#: What a folder's files must be to belong to the bundle; others, e.g. the list of requirements, are left alone.
SUFFIXES = (".bpmn", ".bpmn20.xml", ".dmn", ".dmn11.xml", ".form")
#: What the product and the engine write themselves, so that conditions and groups can rely on it.
GIVEN_VARIABLES = frozenset(
    {"case_number", "organisation", "organisation_name", "organisation_kind", "initiator", "stage"}
)


def read_bundle_files(paths: Iterable[Path]) -> dict[str, bytes]:
    """File name to content: of the files named, and of all diagrams, decision tables and forms in the folders named.

    Raises InvalidRequest when a path does not exist or a name occurs twice.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        if not path.exists():
            raise InvalidRequest(f"没有 {path} 这个文件或文件夹，请核对。")
        files = sorted(file for file in path.iterdir() if file.name.endswith(SUFFIXES)) if path.is_dir() else [path]
        for file in files:
            if file.name in found:
                raise InvalidRequest(f"{file.name} 出现了两次，请只留一个。")
            found[file.name] = file.read_bytes()
    return found


def never_deployed(engine: ProcessEngine, resources: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files whose content no version has had: a start must not undo what an owner has deployed since."""
    with reading(engine.database) as connection:
        known = set(connection.execute(sa.select(definition.c.content_hash)).scalars())
    return {name: content for name, content in resources.items() if hashlib.sha256(content).hexdigest() not in known}


def deploy_bundle(
    engine: ProcessEngine,
    resources: Mapping[str, bytes],
    *,
    name: str,
    source: str,
    person_id: str | None,
    request: RequestKey | None = None,
    strict: bool = True,
) -> Deployment:
    """Deploy a bundle, all or nothing.

    ``request``: how the person calls this deployment, if they do.
    ``strict``: whether it is refused for a step of the policy that is left out without a reason, and for a condition
    that can never hold; otherwise the record says so.

    Raises DeploymentRefused with every finding, TooLarge, InvalidRequest.
    """
    if not resources:
        raise InvalidRequest("没有要部署的文件，请附上 .bpmn、.dmn 或 .form 文件。")
    starts = NewStarts(engine)

    def keep(connection: Connection, definition_ids: frozenset[str]) -> None:
        starts.keep(connection, definition_ids)
        if person_id is not None:
            record(connection, Actor(person_id, "", frozenset(), request=request), engine.clock())

    return deploy(
        engine.database,
        resources,
        name=name,
        source=source,
        at=engine.clock(),
        person_id=person_id,
        known_roles=engine.known_roles,
        compile_process=starts.compile,
        stored=keep,
        given=GIVEN_VARIABLES,
        lint=partial(check_policy, strict=strict),
        strict=strict,
    )
