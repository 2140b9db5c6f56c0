"""Clients, kills and restarts for a bounded time against the real product, judged from the outside."""
