"""What the engine's own jobs are called."""
from __future__ import annotations

FIRE_TIMERS = "fire_timers"
DELIVER = "deliver"
UPKEEP = "upkeep"
MOVE_BATCH = "move_batch"
