"""How a module of commands adds them to the command line."""
from __future__ import annotations

import argparse
from collections.abc import Callable

from composition import Product

#: Does the work, prints what a person wants to know of it, and returns the exit code. Raises ProductError.
Command = Callable[[Product, argparse.Namespace], int]
#: The same for a command that works without the product: no setting is read, no database opened.
BareCommand = Callable[[argparse.Namespace], int]


class Registry:
    """Collects commands into one parser."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._commands = parser.add_subparsers(required=True, metavar="命令")

    def add(self, name: str, about: str, command: Command) -> argparse.ArgumentParser:
        """A command; its arguments are added to what is returned."""
        return self._add(name, about, command=command, bare=None)

    def add_bare(self, name: str, about: str, command: BareCommand) -> argparse.ArgumentParser:
        """A command that works without the product."""
        return self._add(name, about, command=None, bare=command)

    def _add(
        self, name: str, about: str, *, command: Command | None, bare: BareCommand | None
    ) -> argparse.ArgumentParser:
        added = self._commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=command, bare=bare)
        return added


def ask_login(parser: argparse.ArgumentParser) -> None:
    """Let a command be told in whose name it acts."""
    parser.add_argument("--login", required=True, help="以谁的名义办理（账号）")


def ask_data(parser: argparse.ArgumentParser) -> None:
    """Let a command be given JSON (commands.inputs.read_data)."""
    parser.add_argument("--data", default="{}", help="填写的内容：JSON，或 @文件名")
