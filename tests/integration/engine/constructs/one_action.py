"""Does one action of a construct's script in a process of its own: started with JSON on standard input, answers so."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from engine.database import open_database
from engine.process_engine import ProcessEngine
from tests.integration.engine.conftest import ROLES, SHANGHAI, Bench, Clock, resolve_group
from tests.integration.engine.constructs.catalogue import CONSTRUCTS
from tests.integration.engine.constructs.playing import Play


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """``request``: url, construct, words, and what the last answer said: now, count, case."""
    construct = next(entry for entry in CONSTRUCTS if entry.name == request["construct"])
    clock = Clock(dt.datetime.fromisoformat(request["now"]))
    database = open_database(request["url"])
    bench = Bench(ProcessEngine(database, resolve_group, SHANGHAI, ROLES, clock), clock, request["count"])
    played = Play(bench, construct)
    played.case = (request["case"][0], request["case"][1])
    found = ""
    if request["words"]:
        found = played.act(request["words"])
    else:
        played.deploy()
    variables = {name: played.variables().get(name) for name in construct.variables} if played.case[0] else {}
    database.dispose()
    return {
        "found": found,
        "now": clock.now.isoformat(),
        "count": bench.count,
        "case": played.case,
        "as expected": variables == construct.variables,
    }


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
