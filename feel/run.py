"""The account of an evaluation or of several: what they have used so far, what they missed, what went wrong."""
from __future__ import annotations

from datetime import UTC, datetime
from decimal import localcontext
from time import thread_time
from types import TracebackType
from typing import Any

from feel.decimal128 import CONTEXT
from feel.errors import LimitExceeded
from feel.limits import Settings

LIST_ITEMS = 8
"""An empty list takes the memory of so many items."""
CONTEXT_ITEMS = 24
ENTRY_ITEMS = 5
"""An empty context takes the memory of so many items, and of so many more with each entry."""
TEXT_CHARACTERS = 50
"""An empty string takes the memory of so many characters."""
LONGEST_WARNING = 300
LOOK_STEPS = 2000
"""Steps between two looks at the clock."""


class Run:
    """Counts against the limits of ``settings``, for everything that is evaluated inside its ``with`` together.

    Inside, numbers are reckoned as FEEL does, and Python's RecursionError becomes LimitExceeded. Never shared between
    threads.
    """

    __slots__ = ("settings", "steps", "items", "characters", "calls", "warnings", "missing", "clock", "regex_seconds",
                 "contexts", "next_look", "began")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.steps = settings.limits.steps
        self.items = settings.limits.items
        self.characters = settings.limits.characters
        self.calls = 0
        self.warnings: list[str] = []
        self.missing: dict[str, None] = {}
        self.regex_seconds = settings.limits.regex_seconds
        self.clock: datetime | None = settings.now
        self.contexts: list[Any] = []
        self.next_look = max(0, self.steps - LOOK_STEPS)
        self.began: float | None = None

    def __enter__(self) -> Run:
        context = localcontext(CONTEXT)
        context.__enter__()
        self.contexts.append(context)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.contexts.pop().__exit__(kind, error, trace)
        if isinstance(error, RecursionError):
            raise LimitExceeded("表达式的计算层次太深，请改得简单一些。") from None

    def tick(self, steps: int = 1) -> None:
        """Use ``steps`` steps; raises LimitExceeded when none are left."""
        self.steps -= steps
        if self.steps < self.next_look:
            self.look()

    def look(self) -> None:
        """Whether steps or time are used up; raises LimitExceeded."""
        if self.steps < 0:
            raise LimitExceeded(f"表达式的计算超过了{self.settings.limits.steps}步，请改得简单一些。")
        self.next_look = max(0, self.steps - LOOK_STEPS)
        now = thread_time()
        if self.began is None:
            self.began = now
        elif now - self.began > self.settings.limits.seconds:
            raise LimitExceeded("表达式的计算太慢，请改得简单一些。")

    def made_list(self, length: int, lists: int = 1) -> None:
        """Account for a new list of ``length`` items, or for as many in several ``lists``; raises LimitExceeded."""
        self.made(length, length + LIST_ITEMS * lists)

    def made_context(self, length: int, contexts: int = 1) -> None:
        """Account for a new context of ``length`` entries, or for several like it; raises LimitExceeded."""
        self.made(length, (CONTEXT_ITEMS + ENTRY_ITEMS * length) * contexts)

    def made(self, length: int, items: int) -> None:
        """Account for a list or context of ``length`` that takes the memory of ``items``."""
        self.items -= items
        if length > self.settings.limits.list:
            raise LimitExceeded(f"列表太长（最多{self.settings.limits.list}项），请缩小范围。")
        if self.items < 0:
            raise LimitExceeded(f"列表太多（各个列表一共最多{self.settings.limits.items}项），请缩小范围。")

    def made_text(self, length: int, texts: int = 1) -> None:
        """Account for a new string of ``length`` characters, or for as many in several; raises LimitExceeded."""
        self.characters -= length + TEXT_CHARACTERS * texts
        if length > self.settings.limits.string:
            raise LimitExceeded(f"文字太长（最多{self.settings.limits.string}字），请缩短。")
        if self.characters < 0:
            raise LimitExceeded(f"文字太多（各段文字一共最多{self.settings.limits.characters}字），请缩短。")

    def matched(self, seconds: float) -> None:
        """Account for processor time that a regular expression has taken; raises LimitExceeded."""
        self.regex_seconds -= seconds
        if self.regex_seconds < 0:
            raise LimitExceeded("正则表达式匹配太慢，请改得简单一些。")

    def enter_call(self) -> None:
        """Go one function deeper; raises LimitExceeded. Pair with leave_call."""
        self.calls += 1
        if self.calls > self.settings.limits.calls:
            raise LimitExceeded(f"函数互相调用超过了{self.settings.limits.calls}层，请检查是否没有尽头。")

    def leave_call(self) -> None:
        """Come back from enter_call."""
        self.calls -= 1

    def fail(self, warning: str) -> None:
        """Record ``warning`` and give null, the value of whatever went wrong."""
        if len(self.warnings) < self.settings.limits.warnings:
            self.warnings.append(warning[:LONGEST_WARNING])

    def miss(self, name: str) -> None:
        """Record that the variable ``name`` was read and is not there."""
        if name not in self.missing and len(self.missing) < self.settings.limits.warnings:
            self.missing[name] = None
            self.fail(f"没有变量「{name[:80]}」")

    def mark(self) -> tuple[int, int]:
        """A place to which ``forget`` goes back."""
        return len(self.warnings), len(self.missing)

    def forget(self, mark: tuple[int, int]) -> None:
        """Drop the warnings and missing names recorded since ``mark``."""
        del self.warnings[mark[0]:]
        for name in list(self.missing)[mark[1]:]:
            del self.missing[name]

    def now(self) -> datetime:
        """The aware moment of this evaluation, the same however often it is asked."""
        if self.clock is None:
            self.clock = datetime.now(UTC)
        return self.clock
