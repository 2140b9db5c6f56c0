"""The parts of a parsed expression; each evaluates itself in a scope."""
