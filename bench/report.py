"""Runs the benches and writes docs/performance.md: what was measured, on which machine, against what is wanted.

    .venv/bin/python -m bench.report

Takes about half an hour and wants a machine that does nothing else.
"""
from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bench import case_size, completion, memory, naive, rounds, timers
from settings import PROJECT

DOCUMENT = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
KINDS = ("sqlite", "postgresql")
HEADER = "| 量什么 | SQLite | PostgreSQL | 要求 | 够不够 |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``figure``: of a bench's figures by kind of database; ``least`` or ``most``: what is
    wanted of it, if anything; ``unit``: of that.
    """

    about: str
    bench: str
    figure: str
    shown: str = "{:.3g}"
    least: float | None = None
    most: float | None = None
    unit: str = ""

    @property
    def wanted(self) -> str:
        """In words."""
        if self.least is not None:
            return f"≥ {self.least:g}{self.unit}"
        return "—" if self.most is None else f"≤ {self.most:g}{self.unit}"

    def met(self, value: float) -> bool:
        """Whether a figure is as wanted."""
        enough = self.least is None or value >= self.least
        return enough and (self.most is None or value <= self.most)


ROWS = (
    Row("办完一件待办（经接口，登录、核对、留记录），吞吐是底线（同样的接口和行，没有引擎）的几倍",
        "completion", "ratio", "{:.2f}", least=0.6),
    Row("　毫秒", "completion", "milliseconds", "{:.1f}"),
    Row("　底线的毫秒", "completion", "floor_milliseconds", "{:.1f}"),
    Row("　SQL 语句（第 50 轮；不算开始和结束事务）", "completion", "statements_young", most=12),
    Row("　SQL 语句（第 300 轮）", "completion", "statements_old", most=12),
    Row("　提交次数", "completion", "commits_old", most=1),
    Row("　写的字节（表单 1 KB，第 300 轮）", "completion", "bytes_old", "{:.0f}", most=6000),
    Row("一件协商再次协商一千轮：第一千轮是头几轮的几倍（时间，本县的流程图）", "rounds", "ratio", "{:.2f}", most=1.1),
    Row("　写的字节", "rounds", "bytes_ratio", "{:.2f}", most=1.1),
    Row("比整存整取整个流程快几倍，第 3 轮", "naive", "ratio_3", "{:.1f}", least=12),
    Row("比整存整取整个流程快几倍，第 45 轮", "naive", "ratio_45", "{:.1f}", least=60),
    Row("　没有引擎的底线快几倍（再快的引擎也超不过），第 3 轮", "naive", "floor_ratio_3", "{:.1f}"),
    Row("　没有引擎的底线快几倍，第 45 轮", "naive", "floor_ratio_45", "{:.1f}"),
    Row("一万个等着的定时，空闲一轮是十个时的几倍", "timers", "idle_ratio", "{:.2f}", most=1.2),
    Row("一万个定时同时到期，每秒触发", "timers", "fired_each_second", "{:.0f}", least=200),
    Row("　触发了两次的", "timers", "fired_twice", most=0),
    Row("办结的一件（十件待办，2 kB 内容）占多少，含索引和办理记录", "case_size", "kilobytes", "{:.1f}",
        most=20, unit=" kB"),
    Row("网页进程，3000 次提交以后", "memory", "mb_after_3000_worker", "{:.0f}", most=150, unit=" MB"),
    Row("　连后台作业", "memory", "mb_after_3000_embedded", "{:.0f}", most=200, unit=" MB"),
    Row("启动到能用", "memory", "ready_seconds_worker", "{:.1f}", most=2, unit=" 秒"),
)  # fmt: skip


def main() -> None:
    """Measure everything and write the table."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for kind in KINDS:
        found["completion", kind] = completion.main(kind, 400)
        found["rounds", kind] = rounds.main(kind, 1000)
        found["naive", kind] = naive.main(kind, 45)
        found["case_size", kind] = case_size.main(kind, 200)
        found["timers", kind] = timers.main(kind, 10_000)
    found["memory", "sqlite"] = memory.main(3000)
    write_table([line_of(row, found) for row in ROWS])


def line_of(row: Row, found: dict[tuple[str, str], dict[str, float]]) -> str:
    """A row as the document has it."""
    values = [found.get((row.bench, kind), {}).get(row.figure) for kind in KINDS]
    shown = ["—" if value is None else row.shown.format(value) for value in values]
    measured = [value for kind, value in zip(KINDS, values, strict=True) if (row.bench, kind) in found]
    if row.wanted == "—":
        verdict = "—"
    elif not measured or None in measured:
        verdict = "**没有量**"
    else:
        verdict = "够" if all(row.met(value) for value in measured if value is not None) else "**不够**"
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
