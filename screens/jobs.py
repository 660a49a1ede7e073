"""Jobs of the screens and of the app: services run in threads, their results come back to the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar, cast

from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

from billdesk.domain.errors import DeskError, ReplacedError

T = TypeVar("T")

BACKGROUND = frozenset({"preview", "renew", "standing", "unfinished", "facts", "what if"})
"""Groups of jobs that no key waits for."""


class _Owner(Protocol):
    """The running app as jobs know it."""

    def crash(self, error: BaseException) -> None:
        """Write a report of an unexpected error, restore the terminal and leave."""

    def reopen(self, *, saving: bool) -> bool:
        """Open the file that has come in the place of the desk, if that is safe; whether it is."""


class _Job(NamedTuple):
    """What to do with the result of a worker."""

    group: str
    newest_only: bool
    on_done: Callable[[object], None]
    on_error: Callable[[DeskError], None]


class ServiceRunner(DOMNode):
    """Runs services in threads and brings their results back to the event loop, newest only."""

    def start_job(
        self,
        work: Callable[[], T],
        *,
        group: str,
        newest_only: bool,
        on_done: Callable[[T], None],
        on_error: Callable[[DeskError], None],
    ) -> None:
        """Run `work` in a thread; exactly one of the two callbacks follows unless a newer job of `group` overtook."""
        jobs = self._jobs()
        worker = self.run_worker(work, thread=True, exclusive=newest_only, group=group, exit_on_error=False)
        if newest_only:
            for older in [known for known, job in jobs.items() if job.group == group]:
                del jobs[older]
        jobs[cast("Worker[object]", worker)] = _Job(
            group, newest_only, cast("Callable[[object], None]", on_done), on_error
        )

    @property
    def is_saving(self) -> bool:
        """Whether a job that nothing may overtake is running."""
        return any(not job.newest_only for job in self._jobs().values())

    @property
    def is_reading(self) -> bool:
        """Whether something is being read that the next key may depend on."""
        return any(job.newest_only and job.group not in BACKGROUND for job in self._jobs().values())

    def _jobs(self) -> dict[Worker[object], _Job]:
        jobs: dict[Worker[object], _Job] = self.__dict__.setdefault("_job_table", {})
        return jobs

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand a finished worker's result or error to whoever asked for it."""
        if event.state in (WorkerState.PENDING, WorkerState.RUNNING):
            return
        job = self._jobs().pop(event.worker, None)
        if job is None or event.state is WorkerState.CANCELLED:
            return
        event.stop()
        error = event.worker.error
        if error is None:
            job.on_done(event.worker.result)
        elif not isinstance(error, DeskError):
            cast("_Owner", self.app).crash(error)
        elif not (isinstance(error, ReplacedError) and cast("_Owner", self.app).reopen(saving=not job.newest_only)):
            job.on_error(error)
