"""Waiting for external tasks on behalf of clients that ask again without a pause of their own."""
from __future__ import annotations

import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

T = TypeVar("T")
#: A client that waits holds one of the server's eight threads; people need the others.
MOST_WAITING = 2
LONGEST_WAIT = 20.0
PAUSE = 0.5
_places = BoundedSemaphore(MOST_WAITING)


def poll(fetch: Callable[[], list[T]], timeout: float) -> list[T]:
    """What ``fetch`` finds, looked for again and again until there is something or ``timeout`` seconds are over.

    Beyond so many clients that wait already, and beyond the longest wait, the answer is what there is now.
    """
    found = fetch()
    if found or timeout <= 0 or not _places.acquire(blocking=False):
        return found
    try:
        deadline = time.monotonic() + min(timeout, LONGEST_WAIT)
        while not found and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(PAUSE, left))
            found = fetch()
    finally:
        _places.release()
    return found
