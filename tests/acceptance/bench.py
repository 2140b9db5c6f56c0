"""The county without a server: the same functions as behind the doors, called directly, for tests that play a lot."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from api.json_text import read_json
from composition import PROCESSES, Product
from consultation.acting import actor_of
from consultation.bundles import deploy_bundle
from consultation.cases import start_case, start_case_by_message
from consultation.demo.account_list import DemoAccount
from consultation.identity import Identity, identify
from engine.cancellation import cancel_instance
from engine.deployment.bindings import current
from engine.errors import Conflict, ProductError
from engine.execution_errors import ExecutionFailed
from engine.inbox import TaskFilter, list_tasks
from engine.instance_views import get_instance, get_task, list_activities
from engine.messages import deliver_message
from engine.tasks import complete
from engine.timers import fire_due_timers
from engine.transaction import reading
from tests.acceptance.mutation import without
from tests.acceptance.player import BEGIN, Clock, WalkBroken


@contextmanager
def told() -> Iterator[None]:
    """Refusals end a walk, as they do over HTTP."""
    try:
        yield
    except (ProductError, ExecutionFailed) as error:
        raise WalkBroken(str(error)) from error


class Bench:
    """Acts on cases by login."""

    def __init__(self, product: Product, clock: Clock, accounts: list[DemoAccount]) -> None:
        self.engine = product.engine
        self.clock = clock
        self.accounts = accounts
        self._identities: dict[str, Identity] = {}

    def identity(self, login: str) -> Identity:
        """The person of an account, as after signing in."""
        if login not in self._identities:
            with reading(self.engine.database) as connection:
                self._identities[login] = identify(connection, login, self.clock())
        return self._identities[login]

    def start(self, login: str, organisation: str, data: Mapping[str, Any]) -> str:
        """Start the county's procedure; the case number."""
        with told():
            return start_case(self.engine, self.identity(login), process_key="consultation",
                              organisation=organisation, submission=as_sent(data)).number  # fmt: skip

    def submit(self, login: str, organisation: str, name: str, data: Mapping[str, Any]) -> str:
        """Start a case by a message; the case number."""
        with told():
            return start_case_by_message(self.engine, self.identity(login), message=name, organisation=organisation,
                                         payload=as_sent(data)).number  # fmt: skip

    def tasks(self, login: str, number: str) -> list[dict[str, Any]]:
        """The open tasks of a case that somebody may do."""
        actor = actor_of(self.identity(login))
        page = list_tasks(self.engine, actor, TaskFilter(business_key=number), 200, None)
        return [{"id": row.id, "element_id": row.element_id, "stage": row.stage} for row in page.items]

    def opened(self, login: str, task_id: str) -> dict[str, Any]:
        """What a task's form is prefilled with."""
        return get_task(self.engine, actor_of(self.identity(login)), task_id).data

    def complete(self, login: str, task_id: str, data: Mapping[str, Any]) -> None:
        """Hand in a form."""
        with told():
            complete(self.engine, actor_of(self.identity(login)), task_id, as_sent(data))

    def send(self, login: str, number: str, name: str, data: Mapping[str, Any]) -> None:
        """Send a message to a case."""
        with told():
            deliver_message(self.engine, actor_of(self.identity(login)), number, name, as_sent(data))

    def fire(self) -> None:
        """Let every timer fire that is due."""
        while fire_due_timers(self.engine):
            pass

    def passed(self, number: str) -> set[tuple[str, str]]:
        """Process and element of each visit of a case."""
        with reading(self.engine.database) as connection:
            case = get_instance(connection, number)
            visits = list_activities(connection, case.id, 10_000)
        return {(visit.definition_id.split(":")[0], visit.element_id) for visit in visits}

    def element(self, process: str, element_id: str) -> dict[str, Any] | None:
        """What is known of an element of the newest version of a process; None when it is not drawn."""
        with reading(self.engine.database) as connection:
            info = getattr(current(connection, "process", process), "info", {"elements": []})
        return next((element for element in info["elements"] if element["id"] == element_id), None)

    def form(self, key: str) -> dict[str, Any]:
        """The newest version of a form."""
        with reading(self.engine.database) as connection:
            row: Any = current(connection, "form", key)
        found: dict[str, Any] = json.loads(row.content)
        return found

    def give_up(self, number: str) -> None:
        """End a case that stands still, so that none of its timers fires in another's walk."""
        with reading(self.engine.database) as connection:
            case = get_instance(connection, number)
        try:
            cancel_instance(self.engine, actor_of(self.identity("county-admin")), case.id, "走不下去")
        except Conflict:
            return

    @contextmanager
    def deployed_without(self, process: str, element_id: str) -> Iterator[None]:
        """For a while, cases start with a diagram from which one element was taken."""
        name, content = f"{process}.bpmn", (PROCESSES / f"{process}.bpmn").read_bytes()
        self._deploy(name, without(content, element_id))
        try:
            yield
        finally:
            self.clock.now = BEGIN
            self._deploy(name, content)

    def _deploy(self, name: str, content: bytes) -> None:
        deploy_bundle(self.engine, {name: content}, name="test", source="test", person_id=None, strict=False)


def as_sent(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as the door reads it from a request."""
    read: dict[str, Any] = read_json(json.dumps(data).encode())
    return read
