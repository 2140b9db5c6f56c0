"""What a request works with: the engine and the credential cache of the running application, and who is asking."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, g, request

from consultation.acting import actor_of
from consultation.credentials import CredentialCache
from consultation.identity import Identity
from consultation.requirements import Requirement
from engine.actors import Actor
from engine.process_engine import ProcessEngine

EXTENSION = "xieshang"


@dataclass(frozen=True, slots=True)
class Backing:
    """What app.py hands to this door."""

    engine: ProcessEngine
    credentials: CredentialCache
    requirements: tuple[Requirement, ...]


def backing() -> Backing:
    """What the running application was composed of."""
    found: Backing = current_app.extensions[EXTENSION]
    return found


def engine() -> ProcessEngine:
    """The process engine of the running application."""
    return backing().engine


def now() -> dt.datetime:
    """This moment by the application's clock, aware UTC."""
    return engine().clock()


def identity() -> Identity:
    """Who is asking; the door has recognised them before the view runs."""
    found: Identity = g.identity
    return found


def actor() -> Actor:
    """Who is asking, as the engine knows them, with the address that the history records."""
    return actor_of(identity(), request.remote_addr)
