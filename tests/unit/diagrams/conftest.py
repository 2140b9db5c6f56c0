"""The tools that run on Node, called as a person calls them."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
NODE = Path(sys.executable).parent / "node"

Tool = Callable[..., tuple[int, list[str]]]


@pytest.fixture(scope="session")
def tool() -> Tool:
    """``tool("layout/check.mjs", *arguments)``: the exit code and the lines of the answer."""

    def call(script: str, *arguments: str | Path) -> tuple[int, list[str]]:
        command = [NODE, PROJECT / "tools" / script, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, timeout=120)
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout.splitlines()

    return call
