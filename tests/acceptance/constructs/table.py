"""Every construct that is played over HTTP: those that the engine's own tests play, and what needs people or cases."""

from __future__ import annotations

from tests.acceptance.constructs.between_cases import MESSAGES, SIGNALS, STARTS
from tests.acceptance.constructs.everywhere import HANDLED, MARKERS, PLACES, TIMERS
from tests.acceptance.constructs.marks import JOBS_OF_NODES, SETTINGS
from tests.acceptance.constructs.working import DECISIONS, PEOPLE, PROGRAMS
from tests.integration.engine.constructs.catalogue import CONSTRUCTS as PLAYED_BY_THE_ENGINE

#: What people do not see as the engine's scripts do: whether a task or the job before it waits, and a start without a
#: value, for a form gives an empty one. The other lists have the same for people.
UNSEEN = {"multi-instance: asynchronous, each instance a job", "multi-instance: a list that is not there"}
OWN = [*MESSAGES, *SIGNALS, *STARTS, *PROGRAMS, *DECISIONS, *PEOPLE, *TIMERS, *HANDLED, *MARKERS, *PLACES,
       *JOBS_OF_NODES, *SETTINGS]  # fmt: skip
CONSTRUCTS = [*(entry for entry in PLAYED_BY_THE_ENGINE if entry.name not in UNSEEN), *OWN]
