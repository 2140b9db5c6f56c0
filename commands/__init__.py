"""The administrator's commands, grouped by what they work on; cli.py puts them together."""
