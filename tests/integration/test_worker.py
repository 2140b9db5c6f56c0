"""The worker process does jobs, and ends at once and cleanly when it is told to."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import migration
from engine.database import open_database
from settings import PROJECT

PATIENCE = 60


def run(folder: Path, **changed: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DATA_DIR": str(folder), "SECRET_KEY": "s" * 40, "DEMO": "", "DATABASE_URL": ""}
    command = [sys.executable, str(PROJECT / "worker.py")]
    return subprocess.Popen(
        command, cwd=PROJECT, env={**environment, **changed}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(tmp_path: Path, database_url: str, number: signal.Signals) -> None:
    database = open_database(database_url)
    migration.upgrade(database)
    database.dispose()
    process = run(tmp_path, DATABASE_URL=database_url)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "worker_started"
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert ([json.loads(line)["event"] for line in out.splitlines()], err, process.returncode) == (
        ["worker_stopping", "worker_stopped"], "", 0,
    )  # fmt: skip


def test_a_web_process_that_does_jobs_ends_without_being_told_of_them(tmp_path: Path, database_url: str) -> None:
    """gunicorn stops a process by leaving its loop; it waited for a thread of the jobs until it was killed."""
    code = "import app; app.create_app(); print('serves')"
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "SECRET_KEY": "s" * 40, "DEMO": "", "JOBS": "embedded",
                   "DATABASE_URL": database_url}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, text=True, capture_output=True,
                          timeout=PATIENCE, check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "serves\n"), done.stderr


@pytest.mark.full
def test_without_a_secret_it_says_so(tmp_path: Path) -> None:
    process = run(tmp_path, SECRET_KEY="")
    _out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "SECRET_KEY" in err
