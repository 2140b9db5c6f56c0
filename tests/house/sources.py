"""The files of the project that the house rules speak about."""
from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
# Alembic runs the files under migrations by path, inside a context of its own; the other folders are not the product.
APART = ("tests", "bench", "tools", "docs", "migrations")


@cache
def project_files() -> list[Path]:
    """Every file that is, or is about to be, under version control; relative to PROJECT."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True).stdout.split("\0")
    return sorted(Path(name) for name in listed if name and (PROJECT / name).is_file())


def python_files(*, tests: bool = False) -> list[Path]:
    """The product's Python files, or with ``tests`` those of the tests."""
    chosen = [path for path in project_files() if path.suffix == ".py"]
    return [path for path in chosen if (path.parts[0] == "tests") == tests and (tests or path.parts[0] not in APART)]


def text_of(path: Path) -> str:
    return (PROJECT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def module_name(path: Path) -> str:
    """``engine/specs/flow.py`` is ``engine.specs.flow``."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
