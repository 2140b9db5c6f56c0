"""Where a person may start a process."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from consultation.cases import may_start
from consultation.identity import Identity
from consultation.organisations import Organisation, find_organisation


def starting_places(connection: Connection, identity: Identity, info: Mapping[str, Any]) -> list[Organisation]:
    """The organisations of the person's posts in which they may start the process with this info, by code."""
    codes = sorted({key.partition("@")[2] for key in identity.keys if "@" in key})
    found = [find_organisation(connection, code) for code in codes if may_start(identity, info, code)]
    return [place for place in found if place is not None]
