"""What the engine's own jobs do."""
from __future__ import annotations

from engine.job_names import DELIVER, FIRE_TIMERS
from engine.jobs import Handlers
from engine.outbox import deliver_leased
from engine.timers import fire_timers

HANDLERS: Handlers = {FIRE_TIMERS: fire_timers, DELIVER: deliver_leased}
