"""All constructs whose execution is shown."""
from __future__ import annotations

from tests.integration.engine.constructs.activities import ACTIVITIES, LOOPS
from tests.integration.engine.constructs.borders import BOUNDARY
from tests.integration.engine.constructs.data import DATA
from tests.integration.engine.constructs.events import EVENTS
from tests.integration.engine.constructs.flows import FLOWS, GATEWAYS
from tests.integration.engine.constructs.handlers import HANDLERS

CONSTRUCTS = [*FLOWS, *GATEWAYS, *ACTIVITIES, *LOOPS, *EVENTS, *BOUNDARY, *HANDLERS, *DATA]
