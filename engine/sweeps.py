"""What is due or on its way is found by indexed queries: to be given to jobs, or done here and now without a runner."""
from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from engine.database_trouble import DATABASE_TROUBLE
from engine.outbox import deliver_due, hand_over_deliveries
from engine.process_engine import ProcessEngine
from engine.starts import fire_due_starts
from engine.timers import fire_due_timers, hand_over_timers
from engine.upkeep import hand_over_upkeep

log = structlog.get_logger(__name__)

#: Each does some of what is to be done now and returns how much; nothing is left when it returns 0.
Sweep = Callable[[ProcessEngine], int]
#: For whoever has no runner.
SWEEPS: tuple[Sweep, ...] = (fire_due_timers, fire_due_starts, deliver_due)
#: For runners, any number of them at once.
HAND_OVERS: tuple[Sweep, ...] = (hand_over_timers, fire_due_starts, hand_over_deliveries, hand_over_upkeep)


def sweep(engine: ProcessEngine, sweeps: Sequence[Sweep] = SWEEPS) -> int:
    """One round of everything; returns how much was done. A sweep that breaks does not stop the others."""
    done = 0
    for part in sweeps:
        try:
            done += part(engine)
        except DATABASE_TROUBLE as error:
            log.warning("database_away", reason=str(error.__cause__ or error).strip()[:300])
            return done
        except Exception:
            log.exception("sweep_broke", sweep=getattr(part, "__name__", str(part)))
    return done


def hand_over(engine: ProcessEngine) -> int:
    """One round of a runner's: give what is due to jobs; returns how much."""
    return sweep(engine, HAND_OVERS)
