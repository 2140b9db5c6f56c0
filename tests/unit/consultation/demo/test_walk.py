"""Moving a script's days."""
from __future__ import annotations

import datetime as dt

from consultation.demo.walk import moved_days


def test_every_date_in_a_script_moves_by_the_same_days_and_nothing_else_does() -> None:
    script = {
        "held_at": "2026-12-31T14:30+08:00",
        "rows": [{"on": "2026-02-28", "text": "2026-02-28 开会", "count": 3, "phone": "13800000001"}],
        "none": None,
    }

    assert moved_days(script, dt.timedelta(days=1)) == {
        "held_at": "2027-01-01T14:30+08:00",
        "rows": [{"on": "2026-03-01", "text": "2026-02-28 开会", "count": 3, "phone": "13800000001"}],
        "none": None,
    }
