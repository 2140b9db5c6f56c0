"""The files of the project that the house rules speak about."""
from __future__ import annotations

import ast
import os
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
# Alembic runs the files under migrations by path, inside a context of its own; the other folders are not the product.
APART = ("tests", "bench", "tools", "docs", "migrations")


@cache
def project_files() -> list[Path]:
    """Every file of the project that .gitignore does not leave out; relative to PROJECT. Needs no git: a bare machine
    may have none."""
    ignored = [line.rstrip("/") for line in text_of(Path(".gitignore")).splitlines() if line] + [".git"]
    found = []
    for folder, folders, names in os.walk(PROJECT):
        here = Path(folder).relative_to(PROJECT)
        folders[:] = [name for name in folders if not is_ignored(here / name, ignored)]
        found += [here / name for name in names if not is_ignored(here / name, ignored)]
    return sorted(found)


def is_ignored(path: Path, patterns: list[str]) -> bool:
    """Whether a pattern is the name at any depth or, with a slash inside, the path from the top."""
    return any(fnmatch(path.as_posix() if "/" in pattern else path.name, pattern) for pattern in patterns)


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
