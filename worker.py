"""The worker process: works off timers, deliveries and other jobs until it is told to stop (SIGTERM, SIGINT)."""
from __future__ import annotations

import signal
import sys

import structlog

import access_log
from app import refuse_demo_accounts
from composition import compose, runner_of
from settings import UnfitSettings, read_settings


def main() -> int:
    """Run until the signal comes; what is in hand is finished first. 2: the settings are unfit."""
    try:
        product = compose(read_settings())
        refuse_demo_accounts(product)
    except UnfitSettings as unfit:
        print(unfit, file=sys.stderr)
        return 2
    access_log.configure()
    log = structlog.get_logger("worker")
    runner = runner_of(product)
    # Blocked before the runner's threads begin, so that the signal comes to nobody but the one who waits for it.
    ends = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    runner.start()
    log.info("worker_started", database=product.database.dialect.name)
    log.info("worker_stopping", signal=signal.Signals(signal.sigwait(ends)).name)
    runner.stop()
    log.info("worker_stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
