"""Every construct that is played over HTTP: those that the engine's own tests play, and what needs people or cases."""
from __future__ import annotations

from tests.integration.engine.constructs.catalogue import CONSTRUCTS as PLAYED_BY_THE_ENGINE

CONSTRUCTS = [*PLAYED_BY_THE_ENGINE]
