"""Running jobs under their leases, so that each runs in one process at a time. Knows no job."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.jobs import services
from tracker.jobs.queries import SCHEDULER

BEAT = 20  # seconds between two signs of life
LEASE = timedelta(seconds=90)


class Keeper:
    """Somebody who keeps the timetable, with the leases of the jobs that run here now."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def run(self, name: str, job: Callable[[], None]) -> bool:
        """Run a job, unless it runs elsewhere; what it raises goes on to the caller once its kind is written down."""
        lease, trouble = uuid4().hex, ""
        with transaction():
            if not services.take(name, lease, LEASE, at=clock.now()):
                return False
        self._held[name] = lease
        try:
            job()
        except BaseException as error:
            trouble = type(error).__name__
            raise
        finally:
            del self._held[name]
            session.rollback()  # whatever the job left behind
            with transaction():
                services.finish(name, lease, trouble, at=clock.now())
        return True

    def beat(self) -> None:
        """Leave a sign of life, and keep the jobs that still run."""
        with transaction():
            services.live(SCHEDULER, at=clock.now())
            for name, lease in list(self._held.items()):
                services.beat(name, lease, LEASE, at=clock.now())
