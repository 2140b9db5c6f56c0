"""What the pages show comes from: the database, and the demo accounts of a demonstration."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.engine import Engine

from consultation.requirements import Requirement
from consultation.sessions import Lifetime

EXTENSION = "xieshang-web"


@dataclass(frozen=True, slots=True)
class Backing:
    """What app.py hands to this door; ``demo_accounts``: the list's file, None outside a demonstration."""

    database: Engine
    demo_accounts: Path | None
    requirements: tuple[Requirement, ...]
    clock: Callable[[], dt.datetime]
    zone: ZoneInfo
    lifetime: Lifetime


def backing() -> Backing:
    """What the running application was composed of."""
    found: Backing = current_app.extensions[EXTENSION]
    return found
