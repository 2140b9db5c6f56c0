"""Dates, times and durations of FEEL: exact, with offsets and zones, in years far beyond Python's."""
