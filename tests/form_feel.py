"""Runs form-js's own FEEL: all questions of a test in one Node process."""
from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
NODE = Path(sys.executable).parent / "node"


class Failed:
    """What the browser has where an expression fails there; equal to nothing."""


def ask(questions: Sequence[tuple[str, dict[str, Any], bool]]) -> list[Any]:
    """The browser's values of (``=expression``, data as JSON, whether as a condition), in order."""
    lines = [json.dumps({"expression": text, "data": data, "test": test}) for text, data, test in questions]
    done = subprocess.run(
        [NODE, PROJECT / "tools/form_feel.mjs"], input="\n".join(lines), capture_output=True, text=True, check=True,
        cwd=PROJECT, timeout=120,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    return [answer["value"] if "value" in answer else Failed() for answer in answers]


def is_same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal, true being no number and 3 being 3.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    return bool(one == other)
