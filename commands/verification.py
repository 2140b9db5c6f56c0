"""Commands that recompute what histories say."""
from __future__ import annotations

import argparse
import sys

from commands.registry import Registry
from composition import Product
from engine.history import verify_chain
from engine.instance_views import get_instance
from engine.transaction import reading


def register(commands: Registry) -> None:
    """Add verify."""
    commands.add("verify", "校验一件协商的办理记录", verify).add_argument("number", help="协商编号")


def verify(product: Product, given: argparse.Namespace) -> int:
    """Recompute a case's chain; 1 when an event does not fit."""
    with reading(product.database) as connection:
        result = verify_chain(connection, get_instance(connection, given.number).id)
    if result.ok:
        print(f"办理记录完整：{result.events} 条都对得上。")
        return 0
    print(f"第 {result.first_broken} 条对不上：{result.reason}。", file=sys.stderr)
    return 1
