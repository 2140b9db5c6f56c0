"""What every test may use: ``database_url`` and ``empty_database_url``; ``browser_page``."""
import structlog

# A traceback with everybody's variables costs half a second each time that a test lets something break.
structlog.configure(processors=[
    structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="%H:%M:%S"),
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
])  # fmt: skip

pytest_plugins = ["tests.databases", "tests.browser"]
