"""Points in time that repeat, written as cron: Quartz's six fields, seconds first, or the five fields of Unix."""
from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from engine.errors import ProductError

MAX_TEXT = 120
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = {
    "second": "秒", "minute": "分", "hour": "时", "day-of-month": "日", "month": "月", "day-of-week": "星期",
}  # fmt: skip
_DAY = r"(?:[0-9]|SUN|MON|TUE|WED|THU|FRI|SAT)"
_DAY_OF_WEEK = re.compile(rf"(?P<first>{_DAY}|\*)(?:-(?P<last>{_DAY}))?(?P<rest>L|#[1-5]|/[1-7])?", re.ASCII)
#: Whoever starts to count here sees every schedule that ever comes; a year before a leap year.
_ANY_MOMENT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


class UnreadableCron(ProductError):
    """这个周期不能识别，请改正。"""

    status = 422
    type = "unreadable-cron"


def check(text: str) -> None:
    """Raise UnreadableCron, with a sentence, unless ``text`` is a schedule that comes again, at most once a minute."""
    next_time(text, _ANY_MOMENT, ZoneInfo("UTC"))


def next_time(text: str, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first moment (aware UTC) later than ``after`` (aware) that the schedule names in local time of ``zone``.

    A time that the clock skips is taken as soon as it goes on, a time that it shows twice is taken once. Raises
    UnreadableCron, also when no such moment comes within 50 years.
    """
    seconds, fields = _read(text)
    delay = dt.timedelta(seconds=seconds)
    try:
        for moment in CronSim(fields, (after - delay).astimezone(zone)):
            due = moment.astimezone(dt.UTC) + delay
            if due > after:
                return due
    except CronSimError as error:
        raise UnreadableCron(_explain(error)) from error
    raise UnreadableCron("写的日子永远不会到，请改正日、月或星期")


def _read(text: str) -> tuple[int, str]:
    """The second, and the schedule of the minutes in the five fields of Unix."""
    fields = text.upper().split()
    if len(text) > MAX_TEXT or len(fields) not in (5, 6):
        raise UnreadableCron("要写六段：秒 分 时 日 月 星期，例如 0 30 9 * * ?（每天九点半）")
    quartz = len(fields) == 6
    second = fields.pop(0) if quartz else "0"
    if not re.fullmatch(r"[0-5]?[0-9]", second, re.ASCII):
        raise UnreadableCron("秒只能写 0 到 59 中的一个数：最多每分钟一次")
    days, weekdays = fields[2], fields[4]
    if days not in ("*", "?") and weekdays not in ("*", "?"):
        raise UnreadableCron("日和星期只能写一个，另一个请写 ?")
    if "W" in days and days != "LW":
        raise UnreadableCron("日里的 W（最近的工作日）不能用，请写固定的日子或 LW（最后一个工作日）")
    fields[2] = "*" if days == "?" else days
    fields[4] = "*" if weekdays in ("*", "?") else ",".join(_weekdays(part, quartz) for part in weekdays.split(","))
    return int(second), " ".join(fields)


def _weekdays(part: str, quartz: bool) -> str:
    """A part of the last field in numbers from 0, Sunday: Quartz counts from 1, and its L alone is Saturday."""
    if part == "L" and quartz:
        return "6"
    match = _DAY_OF_WEEK.fullmatch(part)
    if match is None or (match["rest"] or "")[:1] in ("L", "#") and (match["last"] or match["first"] == "*"):
        raise UnreadableCron("星期看不懂，请写 MON 到 SUN，多个用逗号分开")
    first = 0 if match["first"] == "*" else _number(match["first"], quartz)
    rest = match["rest"] or ""
    if rest[:1] in ("L", "#"):
        return f"{first % 7}{rest}"
    last = _number(match["last"], quartz) if match["last"] else 6 if rest or match["first"] == "*" else first
    end = last + 7 if last < first else last
    return ",".join(str(day % 7) for day in range(first, end + 1, int(rest[1:] or "1")))


def _number(day: str, quartz: bool) -> int:
    if day in _DAYS:
        return _DAYS.index(day)
    number = int(day) - (1 if quartz else 0)
    if not 0 <= number <= (6 if quartz else 7):
        raise UnreadableCron(f"星期里没有 {day}，请写 MON 到 SUN")
    return number


def _explain(error: CronSimError) -> str:
    name = _FIELDS.get(str(error).removeprefix("Bad "))
    return f"“{name}”这一段看不懂，或者永远不会到，请改正" if name else "看不懂，请改正"
