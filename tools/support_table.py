"""Writes docs/元素支持.md from the tests: ``.venv/bin/python -m tools.support_table``."""

from __future__ import annotations

from settings import PROJECT
from tests.house.support.document import PATH, document

if __name__ == "__main__":
    (PROJECT / PATH).write_text(document(), encoding="utf-8")
    print(PATH)
