"""One row of the table in docs/reliability.md for each run."""
from __future__ import annotations

import datetime as dt
import os
import platform
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.soak.ledger import ACKED
from settings import PROJECT

DOCUMENT = PROJECT / "docs" / "reliability.md"
BEGIN, END = "<!-- soak:begin -->", "<!-- soak:end -->"
HEADER = (
    "| 日期（机器） | 数据库 | 分钟 | 种子 | 得到回答的：发起、提交、消息、外部任务 | 没有回答的 | 遭了什么 | "
    "最久多少秒静下来 | 违反 |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def row_of(
    kind: str, minutes: float, seed: int, lines: Iterable[Mapping[str, Any]], struck: Mapping[str, int],
    rest: float, violations: int,
) -> str:  # fmt: skip
    """A row: what was done, how often it was struck, how long it took to come to rest, what was broken."""
    outcomes = Counter((line["kind"], line["outcome"]) for line in lines if "outcome" in line)
    acked = "、".join(str(outcomes[what, ACKED]) for what in ("start", "complete", "message", "external"))
    unknown = sum(count for (_, outcome), count in outcomes.items() if outcome == "unknown")
    blows = "，".join(f"{what} {count} 次" for what, count in sorted(struck.items()) if what != "database back")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    machine = f"{os.cpu_count()} 核，Python {platform.python_version()}"
    cells = [f"{today}（{machine}）", kind, f"{minutes:g}", seed, acked, unknown, blows, f"{rest:.0f}", violations]
    return "| " + " | ".join(map(str, cells)) + " |"


def write_row(row: str, document: Path = DOCUMENT) -> None:
    """Put the row between the document's marks; it replaces an earlier one of the same database and length, if clean.

    A run that found violations stays, until somebody who has mended the cause takes its row out by hand.

    Raises ValueError when the document has no marks.
    """
    text = document.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} has no marks {BEGIN} and {END}")
    same = _subject(row)
    rows = [line for line in inside.splitlines() if line.startswith("| 2")]
    kept = [line for line in rows if _subject(line) != same or _violations(line) != "0"]
    document.write_text(f"{before}{BEGIN}\n{HEADER}\n" + "\n".join([*kept, row]) + f"\n{END}{after}", encoding="utf-8")


def _subject(row: str) -> list[str]:
    return row.split("|")[2:4]


def _violations(row: str) -> str:
    return row.split("|")[-2].strip()
