"""Runs the benches and writes docs/performance.md: what was measured, on which machine, against what is wanted.

    .venv/bin/python -m bench.report

Takes about a quarter of an hour and wants a machine that does nothing else.
"""
from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import case_size, completion, memory, naive, timers
from settings import PROJECT

DOCUMENT = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
KINDS = ("sqlite", "postgresql")
HEADER = "| 量什么 | SQLite | PostgreSQL | 要求 | 够不够 |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``figure``: of a bench's figures by kind of database; ``wanted``: in words; ``met``."""

    about: str
    bench: str
    figure: str
    wanted: str
    met: Callable[[float], bool]
    shown: str = "{:.3g}"


ROWS = (
    Row("办完一件待办（经接口，登录、核对、留记录），吞吐是底线（同样的接口和行，没有引擎）的", "completion", "ratio",
        "≥ 60 %", lambda value: value >= 0.6, "{:.0%}"),
    Row("　毫秒（底线在下一行）", "completion", "milliseconds", "—", lambda _: True, "{:.1f}"),
    Row("　底线的毫秒", "completion", "floor_milliseconds", "—", lambda _: True, "{:.1f}"),
    Row("　SQL 语句（第 50 轮；不算开始和结束事务）", "completion", "statements_young", "≤ 12", lambda value: value <= 12),
    Row("　SQL 语句（第 300 轮）", "completion", "statements_old", "≤ 12", lambda value: value <= 12),
    Row("　提交次数", "completion", "commits_old", "1", lambda value: value == 1),
    Row("　写的字节（表单 1 KB，第 300 轮）", "completion", "bytes_old", "≤ 6 KB", lambda value: value <= 6000, "{:.0f}"),
    Row("比整存整取整个流程快几倍，第 3 轮", "naive", "ratio_3", "≥ 12", lambda value: value >= 12, "{:.1f}"),
    Row("比整存整取整个流程快几倍，第 45 轮", "naive", "ratio_45", "≥ 60", lambda value: value >= 60, "{:.1f}"),
    Row("一万个等着的定时，空闲一轮是十个时的几倍", "timers", "idle_ratio", "≤ 1.2", lambda value: value <= 1.2),
    Row("一万个定时同时到期，每秒触发", "timers", "fired_each_second", "≥ 200", lambda value: value >= 200, "{:.0f}"),
    Row("　触发了两次的", "timers", "fired_twice", "0", lambda value: value == 0),
    Row("办结的一件（十件待办，2 kB 内容）占的 kB，含索引和办理记录", "case_size", "kilobytes", "≤ 20",
        lambda value: value <= 20, "{:.1f}"),
    Row("网页进程的 MB，3000 次提交以后", "memory", "mb_after_3000_worker", "≤ 150", lambda value: value <= 150, "{:.0f}"),
    Row("　连后台作业", "memory", "mb_after_3000_embedded", "≤ 200", lambda value: value <= 200, "{:.0f}"),
    Row("启动到能用的秒数", "memory", "ready_seconds_worker", "≤ 2", lambda value: value <= 2, "{:.1f}"),
)  # fmt: skip


def main() -> None:
    """Measure everything and write the table."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for kind in KINDS:
        found["completion", kind] = completion.main(kind, 400)
        found["naive", kind] = naive.main(kind, 45)
        found["case_size", kind] = case_size.main(kind, 200)
        found["timers", kind] = timers.main(kind, 10_000)
    found["memory", "sqlite"] = memory.main(3000)
    write_table([line_of(row, found) for row in ROWS])


def line_of(row: Row, found: dict[tuple[str, str], dict[str, float]]) -> str:
    """A row as the document has it."""
    values = [found.get((row.bench, kind), {}).get(row.figure) for kind in KINDS]
    shown = ["—" if value is None else row.shown.format(value) for value in values]
    met = all(row.met(value) for value in values if value is not None)
    verdict = "—" if row.wanted == "—" else "够" if met else "**不够**"
    return f"| {row.about} | {shown[0]} | {shown[1]} | {row.wanted} | {verdict} |"


def write_table(lines: list[str], document: Path = DOCUMENT) -> None:
    """Put the table between the document's marks, under the machine's name. Raises ValueError without marks."""
    text = document.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} has no marks {BEGIN} and {END}")
    cpu = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())  # fmt: skip
    machine = (f"{dt.datetime.now(dt.UTC).date().isoformat()}，{os.cpu_count()} 核 {cpu}，"
               f"Python {platform.python_version()}，SQLite {sqlite3.sqlite_version}。")  # fmt: skip
    table = "\n".join([machine, "", HEADER, *lines])
    document.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
