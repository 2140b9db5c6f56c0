"""The soak's judge of logs and answers excuses what a database's absence explains, and nothing else."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.soak.logs import errors_in_answers, errors_in_logs, failures_of

FRAME = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\n'
AWAY = FRAME + "sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection refused\n[SQL: SELECT 1]\n"
WRONG = FRAME + "KeyError: 'stage'\n"
DEADLOCK = FRAME + (
    "sqlalchemy.exc.OperationalError: (psycopg.errors.DeadlockDetected) deadlock detected\nDETAIL:  Process 1 waits\n"
)
CHAIN = "\nThe above exception was the direct cause of the following exception:\n\n"


@pytest.mark.parametrize(
    ("log", "restarts", "found"),
    [
        ("2026 [info] ready\n", True, 0),
        (AWAY, True, 0),
        (AWAY, False, 1),
        (WRONG, True, 1),
        (WRONG + "2026 [warning] database_away OperationalError\n", True, 1),
        (WRONG + AWAY, True, 1),
        (AWAY + WRONG + AWAY + WRONG, True, 2),
        (DEADLOCK, True, 1),
        (FRAME + "psycopg.OperationalError: closed\n" + CHAIN + AWAY, True, 0),
        (AWAY + CHAIN + WRONG, True, 1),
    ],
)
def test_only_what_ended_with_the_databases_absence_is_excused(
    tmp_path: Path, log: str, restarts: bool, found: int
) -> None:
    plain, lines = tmp_path / "web.log", tmp_path / "worker.log"
    plain.write_text(log)
    lines.write_text(json.dumps({"exception": log, "level": "error"}))

    assert len(list(errors_in_logs([plain], restarts))) == found
    assert len(list(errors_in_logs([lines], restarts))) == found


def test_the_tracebacks_of_one_failure_stay_together() -> None:
    assert [part.count("Traceback") for part in failures_of(AWAY + CHAIN + WRONG + "ready\n" + WRONG)] == [2, 1]


def entry(kind: str, minute: int, second: int = 0, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "at": f"2026-11-27T04:{minute:02d}:{second:02d}+00:00", **more}


def broken(minute: int, second: int = 0) -> dict[str, Any]:
    return entry("broken", minute, second, method="POST", path="/x", status=500, answer="")


@pytest.mark.parametrize(
    ("answer", "excused"),
    [(broken(0), False), (broken(2), True), (broken(3, 10), True), (broken(3, 30), False)],
)
def test_an_answer_of_5xx_is_excused_while_the_database_is_away_and_shortly_after(
    answer: dict[str, Any], excused: bool
) -> None:
    lines = [entry("chaos", 1, what="database stopped"), entry("chaos", 3, what="database back"), answer]

    assert (list(errors_in_answers(lines)) == []) is excused


def test_without_chaos_no_5xx_is_excused() -> None:
    assert len(list(errors_in_answers([broken(1), entry("chaos", 1, what="web killed")]))) == 1
