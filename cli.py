"""The command line's composition root: the administrator's tool on the machine itself, in Chinese."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from commands import cases, decisions, installation, keeping, verification
from commands.registry import BareCommand, Command, Registry
from composition import Product, compose
from engine.errors import ProductError
from settings import UnfitSettings, read_settings

#: In the order in which the help lists them.
COMMANDS = (installation, cases, verification, keeping, decisions)


def main(arguments: Sequence[str] | None = None, product: Product | None = None) -> int:
    """Run one command; 0 when it went well, 1 when the product refused. Exits with 2 for wrong arguments.

    ``product``: the one to work on; None: the environment's.
    """
    given = _parser().parse_args(arguments)
    bare: BareCommand | None = given.bare
    command: Command = given.command
    try:
        return command(product or compose(read_settings()), given) if bare is None else bare(given)
    except UnfitSettings as error:
        print(error, file=sys.stderr)
    except ProductError as error:
        print(error.message, file=sys.stderr)
        for path, sentences in error.details.get("errors", {}).items():
            for sentence in sentences:
                print(f"  {path}：{sentence}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cli.py", description="城乡社区协商：管理员在本机上用的命令。")
    registry = Registry(parser)
    for module in COMMANDS:
        module.register(registry)
    return parser


if __name__ == "__main__":
    sys.exit(main())
