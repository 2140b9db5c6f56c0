"""A small county with a small process (errand.bpmn) behind the real application, for tests of the doors."""
from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from composition import Product, compose
from consultation.accounts import create_account
from consultation.bundles import deploy_bundle, read_bundle_files
from consultation.identity import Identity, identify
from consultation.organisations import Kind, add_organisation
from consultation.persons import add_person, take_post
from consultation.tokens import issue_token
from engine.database import open_database
from engine.transaction import reading, writing
from settings import Settings

ERRAND = Path(__file__).parent
NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
LONG_AGO = NOON - dt.timedelta(days=1000)
VILLAGE, OTHER_VILLAGE, TOWNSHIP, COUNTY = "64990203", "64990202", "649902", "6499"
PASSWORD = "a-password-of-nobody"
PEOPLE = {
    "clerk": ("杨文书", [("village_committee", VILLAGE)]),
    "chair": ("王主任", [("village_committee", VILLAGE), ("village_party", VILLAGE)]),
    "neighbour": ("秦文书", [("village_committee", OTHER_VILLAGE)]),
    "resident": ("张春兰", [("resident", VILLAGE)]),
    "town": ("石镇长", [("township_gov", TOWNSHIP)]),
    "owner": ("程管理员", [("process_owner", COUNTY)]),
    "admin": ("孟管理员", [("admin", COUNTY)]),
    "nobody": ("无岗位", []),
}


@dataclass
class Clock:
    """A clock that moves when told."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class ErrandCounty:
    """The application with its people; requests are made with their tokens."""

    product: Product
    app: Flask
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)

    def identity(self, login: str) -> Identity:
        """The person of an account, as after signing in."""
        with reading(self.product.database) as connection:
            return identify(connection, login, self.clock())

    def client(self) -> FlaskClient:
        """A client without credentials."""
        return self.app.test_client()

    def call(self, login: str, method: str, path: str, **options: Any) -> TestResponse:
        """A request under /api/v1 by somebody."""
        headers = {"Authorization": f"Bearer {self.tokens[login]}", **options.pop("headers", {})}
        return self.client().open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, login: str, path: str, **options: Any) -> TestResponse:
        """GET under /api/v1."""
        return self.call(login, "GET", path, **options)

    def post(self, login: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """POST JSON under /api/v1."""
        return self.call(login, "POST", path, json={} if body is None else body, **options)

    def start(self, login: str = "clerk", organisation: str = VILLAGE, **data: Any) -> str:
        """Start an errand; the case number."""
        body = {"process": "errand", "organisation": organisation, "data": {"title": "修路", **data}}
        answer = self.post(login, "/cases", body)
        assert answer.status_code == 201, answer.text
        number: str = answer.json["number"]
        return number

    def task(self, login: str, number: str | None = None) -> dict[str, Any]:
        """The only task of somebody, in a case."""
        query = f"?case={number}" if number else ""
        (found,) = self.get(login, f"/tasks{query}").json["items"]
        task: dict[str, Any] = found
        return task


def basic(login: str, password: str) -> dict[str, str]:
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}


@contextmanager
def open_county(database_url: str, data_dir: Path) -> Iterator[ErrandCounty]:
    """A fresh county in a database with tables; the small process is deployed."""
    settings = Settings(data_dir=data_dir, demo=True, secret_key="k" * 40, database_url=database_url)
    clock, database = Clock(), open_database(database_url)
    product = compose(settings, clock, database)
    county = ErrandCounty(product, create_app(settings, clock=clock, database=database), clock)
    _seed(county)
    deploy_bundle(product.engine, read_bundle_files([ERRAND]), name="errand", source="test", person_id=None)
    yield county
    database.dispose()


def _seed(county: ErrandCounty) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with writing(county.product.database) as connection:
        add_organisation(connection, COUNTY, "演示县", Kind.COUNTY)
        add_organisation(connection, TOWNSHIP, "柳泉镇", Kind.TOWNSHIP, COUNTY)
        add_organisation(connection, VILLAGE, "东沟村", Kind.VILLAGE, TOWNSHIP)
        add_organisation(connection, OTHER_VILLAGE, "西沟村", Kind.VILLAGE, TOWNSHIP)
        for login, (name, posts) in PEOPLE.items():
            person = add_person(connection, name)
            for role, organisation in posts:
                take_post(connection, person, role, organisation, LONG_AGO)
            create_account(connection, login, PASSWORD, person, LONG_AGO, cheap)
            county.tokens[login] = issue_token(connection, login, "test", LONG_AGO)
