"""The web server's composition root: ``gunicorn 'app:create_app()'``."""
from __future__ import annotations

import atexit
import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, request
from flask_migrate import Migrate  # type: ignore[import-untyped]  # the library ships no types
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

import access_log
import api.context
import api.problems
import web.context
from api import metrics
from api.engine_rest.routes import register_dialect
from api.health import health
from api.json_text import ExactJson
from api.openapi import register_doors
from api.unread import read_away
from composition import PROCESSES, Product, compose, runner_of
from consultation.demo.presence import has_demo_accounts
from consultation.requirements import read_requirements
from consultation.sessions import Lifetime
from consultation.tables import accounts
from engine.database import metadata
from engine.database_trouble import DATABASE_TROUBLE, explain
from engine.errors import ProductError
from engine.process_engine import utc_now
from engine.transaction import reading
from settings import PROJECT, Settings, UnfitSettings, read_settings, secret_of
from web.forms import guard_forms
from web.pages import answer_error, pages

REQUIREMENTS = PROCESSES / "requirements.csv"

#: Everything from here, nothing inline: the islands are built into files (see tools/build_assets.mjs).
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Database(SQLAlchemy):
    """Flask-SQLAlchemy on the product's own engine, so that there is one pool with one set of settings."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(metadata=metadata)
        self._shared = engine

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return self._shared


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], dt.datetime] = utc_now,
    database: Engine | None = None,
    run_jobs: bool | None = None,
) -> Flask:
    """The application. Without ``settings`` it serves for real: the environment is read and what is due is done.

    ``run_jobs``: whether this process does them; unless said, only when it serves for real and JOBS is embedded.
    Raises UnfitSettings when the installation may not start like this.
    """
    serves = settings is None
    product = compose(settings or read_settings(), clock, database)
    if serves:
        refuse_demo_accounts(product)
    app = Flask("xieshang", root_path=str(PROJECT), static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=8 * 1024 * 1024, SQLALCHEMY_DATABASE_URI=str(product.database.url))
    app.json = ExactJson(app)
    proxies = product.settings.proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    _compose_doors(app, product)
    if serves:
        access_log.configure()
    if run_jobs if run_jobs is not None else serves and product.settings.jobs == "embedded":
        runner = runner_of(product)
        runner.start()
        atexit.register(runner.stop)  # a web server that is told to stop knows nothing of jobs
        app.extensions["runner"] = runner
    return app


def refuse_demo_accounts(product: Product) -> None:
    """Stop a start outside a demonstration on a database with demo accounts. Raises UnfitSettings."""
    if product.settings.demo:
        return
    with reading(product.database) as connection:
        found = sa.inspect(connection).has_table(accounts.name) and has_demo_accounts(connection)
    if found:
        raise UnfitSettings("数据库里有演示账号，不能用作正式系统。请换一个数据库；只想看演示，请设 DEMO=1。")


def _compose_doors(app: Flask, product: Product) -> None:
    tables = Database(product.database)
    tables.init_app(app)
    Migrate(app, tables, directory=str(PROJECT / "migrations"), render_as_batch=True)
    requirements = read_requirements(REQUIREMENTS)
    app.extensions[api.context.EXTENSION] = api.context.Backing(product.engine, product.credentials, requirements)
    demo = product.settings.demo_accounts if product.settings.demo else None
    lifetime = Lifetime(*(dt.timedelta(minutes=minutes) for minutes in
                          (product.settings.session_idle_minutes, product.settings.session_minutes)))  # fmt: skip
    app.extensions[web.context.EXTENSION] = web.context.Backing(
        product.database, demo, requirements, product.engine.clock, product.settings.zone, lifetime
    )
    guard_forms(app, secret_of(product.settings))
    register_doors(app)
    register_dialect(app)
    app.register_blueprint(health)
    app.register_blueprint(pages)
    access_log.register(app)
    metrics.register(app, product.engine, product.settings.metrics_token)
    app.before_request(_refuse_nul)
    app.register_error_handler(ProductError, _answer_product_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    for trouble in DATABASE_TROUBLE:
        app.register_error_handler(trouble, _answer_database_trouble)
    app.after_request(_add_security_headers)
    app.after_request(read_away)


def _refuse_nul() -> None:
    """No name of ours holds NUL and PostgreSQL fails on it, so an address with one leads nowhere."""
    if "\0" in request.path:
        raise NotFound()


def _answer_product_error(error: ProductError) -> Any:
    return api.problems.answer_product_error(error) if _asks_api() else answer_error(error)


def _answer_http_error(error: HTTPException) -> Any:
    return api.problems.answer_http_error(error) if _asks_api() else answer_error(error)


def _answer_database_trouble(error: Exception) -> Any:
    return _answer_product_error(explain(error))


def _asks_api() -> bool:
    return request.path.startswith("/api/")


def _add_security_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if _asks_api():
        response.headers.setdefault("Cache-Control", "no-store")
    return response
