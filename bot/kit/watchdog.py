"""The last resort: a process whose work stands still ends, so that whatever runs it starts another."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

STILL_SECONDS = 400.0  # longer than any round is let run, and than it takes to break one off
CHECK_SECONDS = 5.0
EXIT_CODE = 70  # EX_SOFTWARE of sysexits.h


class Watchdog:
    """Looks on from a thread of its own, which works also while the event loop does not.

    ``still_for`` returns for how many seconds the work has stood still.
    """

    def __init__(
        self,
        still_for: Callable[[], float],
        *,
        limit: float = STILL_SECONDS,
        every: float = CHECK_SECONDS,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._still_for, self._limit, self._every, self._end = still_for, limit, every, end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look on."""
        self._thread.start()

    def stop(self) -> None:
        """Look on no longer: from here on standing still is right."""
        self._over.set()

    def _look_on(self) -> None:
        while not self._over.wait(self._every):
            if self._still_for() > self._limit:
                log.critical(
                    "the worker has stood still for %.0f s: this process ends, so that another takes over",
                    self._still_for(),
                )
                faulthandler.dump_traceback(sys.stderr)
                self._end(EXIT_CODE)
                return
