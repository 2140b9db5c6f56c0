"""Every construct that is played over HTTP: those that the engine's own tests play, and what needs people or cases."""

from __future__ import annotations

from tests.acceptance.constructs.between_cases import MESSAGES, SIGNALS, STARTS
from tests.acceptance.constructs.everywhere import HANDLED, MARKERS, PLACES, TIMERS
from tests.acceptance.constructs.working import DECISIONS, MARKED, PEOPLE, PROGRAMS
from tests.integration.engine.constructs.catalogue import CONSTRUCTS as PLAYED_BY_THE_ENGINE

OWN = [*MESSAGES, *SIGNALS, *STARTS, *PROGRAMS, *DECISIONS, *PEOPLE, *MARKED, *TIMERS, *HANDLED, *MARKERS, *PLACES]
CONSTRUCTS = [*PLAYED_BY_THE_ENGINE, *OWN]
