"""The examples of the README do what they say."""
from __future__ import annotations

import doctest
from pathlib import Path


def test_the_examples_of_the_readme_run() -> None:
    readme = Path(__file__).parents[3] / "feel" / "README.md"

    results = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")

    assert results.attempted > 10
    assert results.failed == 0
