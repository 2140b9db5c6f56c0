"""Wires the product together from its settings, once, for the web server and for the command line alike."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from consultation.case_files import CaseFiles
from consultation.cases import open_case
from consultation.credentials import CredentialCache
from consultation.groups import resolve_group
from consultation.persons import name_person
from consultation.roles import KNOWN_ROLES
from engine.database import open_database
from engine.job_handlers import HANDLERS
from engine.process_engine import ProcessEngine, utc_now
from engine.runners import Runner, runner_for
from settings import PROJECT, Settings, secret_of

PROCESSES = PROJECT / "processes"
FORMS = PROJECT / "forms"


@dataclass(frozen=True)
class Product:
    """Everything that runs, wired: what a composition root hands to the doors."""

    settings: Settings
    database: Engine
    engine: ProcessEngine
    credentials: CredentialCache


def compose(settings: Settings, clock: Callable[[], dt.datetime] = utc_now, database: Engine | None = None) -> Product:
    """Build the product. ``database``: an open one to use instead of the settings' own, e.g. a test's.

    Raises UnfitSettings for a missing secret.
    """
    secret = secret_of(settings)
    database = database if database is not None else open_database(
        settings.database, shared=bool(settings.worker_database_url)
    )
    engine = ProcessEngine(
        database=database,
        resolve_group=resolve_group,
        zone=settings.zone,
        known_roles=KNOWN_ROLES,
        clock=clock,
        name_person=name_person,
        open_case=open_case,
        observers=(CaseFiles(),),
        hands_over=True,
    )
    return Product(settings, database, engine, CredentialCache(secret))


def runner_of(product: Product) -> Runner:
    """What works off the product's jobs, not yet begun."""
    return runner_for(product.engine, HANDLERS, product.settings.worker_database_url)
