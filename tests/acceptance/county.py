"""The whole product behind a real HTTP server: the demo county, the county's own diagrams, a clock that tests move."""
from __future__ import annotations

import datetime as dt
import http.client
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

import api.context
from app import create_app
from composition import FORMS, PROCESSES, compose
from consultation.bundles import deploy_bundle, read_bundle_files
from consultation.demo.account_list import DemoAccount
from consultation.demo.county import seed_county
from engine.database import open_database
from engine.process_engine import ProcessEngine
from engine.timers import fire_due_timers
from engine.transaction import writing
from settings import Settings
from tests.acceptance.player import BEGIN, Clock, WalkBroken

PASSWORD = "a-password-of-the-demo"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MONTH_AGO = BEGIN.astimezone(dt.UTC) - dt.timedelta(days=30)


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass
class Client:
    """Asks a server on this machine as people would. Requests go over a socket, each on a connection of its own."""

    port: int
    clock: Clock
    accounts: list[DemoAccount]
    _tokens: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = {account.login: str(account.token) for account in self.accounts}

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Any request, as any client would send it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
        finally:
            connection.close()

    def call(self, login: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A JSON request under /api/v1 with somebody's token."""
        given = {**self.headers(login), **headers}
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self.request(method, f"/api/v1{path}", content, given)

    def headers(self, login: str) -> dict[str, str]:
        """The headers of somebody's JSON request."""
        return {"Authorization": f"Bearer {self._tokens[login]}", "Content-Type": "application/json"}

    def get(self, login: str, path: str) -> Any:
        """The JSON that somebody reads."""
        answer = self.call(login, "GET", path)
        if answer.status != 200:
            raise WalkBroken(f"GET {path}: {answer.status} {answer.text}")
        return answer.json

    def pages(self, login: str, path: str) -> list[Any]:
        """All items of a paged list."""
        found, after = [], ""
        while True:
            page = self.get(login, f"{path}{'&' if '?' in path else '?'}limit=200{after}")
            found += page["items"]
            if page["next"] is None:
                return found
            after = f"&after={page['next']}"

    def start(self, login: str, organisation: str, data: Mapping[str, Any]) -> str:
        """Start the county's procedure; the case number."""
        body = {"process": "consultation", "organisation": organisation, "data": data}
        number: str = self._post(login, "/cases", body, 201)["number"]
        return number

    def submit(self, login: str, organisation: str, name: str, data: Mapping[str, Any]) -> str:
        """Start a case by a message; the case number."""
        body = {"name": name, "organisation": organisation, "data": data}
        number: str = self._post(login, "/messages", body, 200)["number"]
        return number

    def tasks(self, login: str, number: str) -> list[dict[str, Any]]:
        """The open tasks of a case that somebody may do."""
        return self.pages(login, f"/tasks?case={number}")

    def complete(self, login: str, task_id: str, data: Mapping[str, Any]) -> None:
        """Hand in a form."""
        self._post(login, f"/tasks/{task_id}/complete", {"data": data}, 200)

    def send(self, login: str, number: str, name: str, data: Mapping[str, Any]) -> None:
        """Send a message to a case."""
        self._post(login, "/messages", {"name": name, "case": number, "data": data}, 200)

    def deploy(self, login: str, files: Mapping[str, bytes]) -> Answer:
        """Upload files as a form with attachments, as curl -F does."""
        boundary = "county-boundary"
        parts = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + content + b"\r\n"
            for name, content in files.items()
        )  # fmt: skip
        headers = {"Authorization": f"Bearer {self._tokens[login]}",
                   "Content-Type": f"multipart/form-data; boundary={boundary}"}  # fmt: skip
        return self.request("POST", "/api/v1/deployments", parts + f"--{boundary}--\r\n".encode(), headers)

    def _post(self, login: str, path: str, body: Any, expected: int) -> Any:
        answer = self.call(login, "POST", path, body)
        if answer.status != expected:
            raise WalkBroken(f"POST {path}: {answer.status} {answer.text}")
        return answer.json


@dataclass
class County(Client):
    """The server of this process, with its application: timers fire when a test says so."""

    app: Flask

    @property
    def engine(self) -> ProcessEngine:
        """The engine behind the doors."""
        backing: api.context.Backing = self.app.extensions[api.context.EXTENSION]
        return backing.engine

    def fire(self) -> None:
        """Let every timer fire that is due."""
        while fire_due_timers(self.engine):
            pass

    def forget_caches(self) -> None:
        """Go on as a new process would: with an engine that knows nothing but the database."""
        backing: api.context.Backing = self.app.extensions[api.context.EXTENSION]
        self.app.extensions[api.context.EXTENSION] = replace(backing, engine=replace(backing.engine))


class QuietHandler(WSGIRequestHandler):
    """Leaves the log to the product."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 — the base class calls it type
        """Nothing."""


def settings_for(data_dir: Path, database_url: str) -> Settings:
    """A demonstration in a folder of the test's own."""
    return Settings(data_dir=data_dir, demo=True, secret_key="k" * 40, database_url=database_url)


def seed(database_url: str, data_dir: Path) -> list[DemoAccount]:
    """Fill a database that has tables with the demo county and the county's diagrams; the accounts with tokens."""
    product = compose(settings_for(data_dir, database_url), Clock(MONTH_AGO), open_database(database_url))
    with writing(product.database) as connection:
        accounts = seed_county(connection, MONTH_AGO, lambda _: PASSWORD, CHEAP)
    files = read_bundle_files([PROCESSES, FORMS])
    deploy_bundle(product.engine, files, name="县里的流程", source="test", person_id=None)
    product.database.dispose()
    return accounts


def copy_of(template: Path, data_dir: Path) -> str:
    """The SQLAlchemy URL of a copy of a SQLite file."""
    path = data_dir / "county.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


@contextmanager
def serve(database_url: str, data_dir: Path, accounts: list[DemoAccount]) -> Iterator[County]:
    """The application on a free port, on a seeded database."""
    clock, database = Clock(), open_database(database_url)
    app = create_app(settings_for(data_dir, database_url), clock=clock, database=database)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    # The default would let each test wait half a second for its server's end.
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield County(server.server_port, clock, accounts, app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.dispose()
