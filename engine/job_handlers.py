"""What the engine's own jobs do."""
from __future__ import annotations

from engine.job_names import DELIVER, FIRE_TIMERS, MOVE_BATCH, UPKEEP
from engine.jobs import Handlers
from engine.moves.batches import work_batch
from engine.outbox import deliver_leased
from engine.timers import fire_timers
from engine.upkeep import do_upkeep

HANDLERS: Handlers = {FIRE_TIMERS: fire_timers, DELIVER: deliver_leased, MOVE_BATCH: work_batch, UPKEEP: do_upkeep}
