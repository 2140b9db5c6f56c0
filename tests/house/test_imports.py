"""Importing a module opens nothing: no file of ours, no socket, no environment."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PROJECT, module_name, python_files

PROBE = str(PROJECT / "tests" / "house" / "import_probe.py")


def probe(folder: Path, *names: str) -> str:
    """What importing the modules, found in ``folder``, opened; or how it failed."""
    command = [sys.executable, PROBE, str(folder), *names]
    environment = {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_importing_any_module_opens_nothing() -> None:
    assert probe(PROJECT, *(module_name(path) for path in python_files())) == ""


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import os\nHOME = os.environ.get('HOME')", "environ"),
        ("import os\nHOME = os.getenv('HOME')", "environ"),
        ("from settings import read_settings\nSETTINGS = read_settings()", "environ"),
        ("TEXT = open(__file__).read()", "open"),
        ("from pathlib import Path\nTEXT = Path(__file__).read_text()", "open"),
        ("import socket\nDOOR = socket.socket()", "socket"),
        ("import sqlite3\nBASE = sqlite3.connect(':memory:')", "sqlite3"),
    ],
)
def test_a_module_that_opens_something_would_be_seen(source: str, seen: str, tmp_path: Path) -> None:
    (tmp_path / "opening_module.py").write_text(source)
    assert seen in probe(tmp_path, "opening_module")
