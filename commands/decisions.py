"""The command that tries a decision table out."""
from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from commands.inputs import read_content, read_data
from commands.registry import Registry, ask_data
from consultation.decision_trial import try_decision
from engine.errors import InvalidRequest


def register(commands: Registry) -> None:
    """Add decide."""
    deciding = commands.add_bare("decide", "用一张决策表算一次，看结果和依据（不用数据库）", decide)
    deciding.add_argument("table", help="决策表文件，例如 processes/thresholds.dmn")
    deciding.add_argument("decision", help="决策的 ID，例如 thresholds")
    deciding.add_argument("--zone", default="Asia/Shanghai", help="today() 所在的时区")
    ask_data(deciding)


def decide(given: argparse.Namespace) -> int:
    """Evaluate one decision of a table file, without any database; 1 when it has no valid result."""
    try:
        zone = ZoneInfo(given.zone)
    except (ValueError, KeyError, OSError) as error:
        raise InvalidRequest(f"没有“{given.zone}”这个时区，请写成 Asia/Shanghai 这样。") from error
    answer = try_decision(
        read_content(Path(given.table)), Path(given.table).name, given.decision, read_data(given.data),
        now=dt.datetime.now(dt.UTC), zone=zone,
    )  # fmt: skip
    print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    return 1 if answer["failures"] or answer["missing"] else 0
