"""Backups: everything an installation holds as one file, made while it serves, and put back into an empty one."""
