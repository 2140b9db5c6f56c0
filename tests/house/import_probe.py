"""Imports the named modules and prints what their own top levels opened. Arguments: FOLDER NAME…"""
from __future__ import annotations

import importlib
import os
import sys
from collections.abc import ItemsView, Iterator
from types import FrameType
from typing import Any

WATCHED = {"open", "socket.__new__", "sqlite3.connect", "subprocess.Popen", "os.listdir", "os.scandir"}


def culprit(frame: FrameType | None, roots: set[str]) -> str | None:
    """The module of ours whose top level is running and led here; nothing if a library's top level stands between."""
    while frame:
        if "importlib" in frame.f_code.co_filename:  # the interpreter reading source files
            return None
        if frame.f_code.co_name == "<module>":
            name = str(frame.f_globals.get("__name__"))
            return name if name.split(".")[0] in roots else None
        frame = frame.f_back
    return None


class WatchedEnvironment(dict[str, str]):
    """An empty environment that tells who reads it, and what."""

    def __init__(self, roots: set[str]) -> None:
        super().__init__()
        self.roots = roots

    def _tell(self, key: object) -> None:
        # pydantic asks for its own switches whenever a class is made, which settles nothing of ours.
        if not str(key).startswith("PYDANTIC_") and (name := culprit(sys._getframe(2), self.roots)):
            print(f"{name}: environ {key}")

    def __getitem__(self, key: str) -> str:
        self._tell(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._tell(key)
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._tell("*")
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        self._tell(key)
        return super().get(key, default)

    def items(self) -> ItemsView[str, str]:
        self._tell("*")
        return super().items()


def main(folder: str, *names: str) -> None:
    roots = {name.split(".")[0] for name in names}
    sys.path[0] = folder
    os.environ = WatchedEnvironment(roots)  # type: ignore[assignment]  # a stand-in for the mapping

    def tell(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WATCHED and (name := culprit(sys._getframe(1), roots)):
            print(f"{name}: {event} {arguments[:1]}")

    sys.addaudithook(tell)
    for name in names:
        importlib.import_module(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
