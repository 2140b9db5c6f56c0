"""Supervised repair: a token of a running instance is placed elsewhere."""
