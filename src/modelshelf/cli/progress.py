"""A download's progress on a terminal; on anything else a line now and then."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from modelshelf.cli import figures
from modelshelf.kit.clock import now
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.operations.schemas import RECONNECTING

QUIET_SECONDS = 10.0


class Bar:
    """Shows an operation: bytes, speed, time left, files."""

    def __init__(self, console: Console, model_id: str) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[facts]}", style="dim"),
            console=console,
            refresh_per_second=5,
        )
        self._task = self._bar.add_task(model_id, total=None, facts="")
        self._told, self._told_at = ("", ""), time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:
            self._bar.stop()

    def show(self, row: Operation, ahead: int = 0) -> None:
        """Show how it stands; `ahead` is how many other downloads it waits for."""
        facts = _facts(row, ahead)
        if self._console.is_terminal:
            self._bar.update(
                self._task, total=row.bytes_total or 1, completed=row.bytes_done, facts=facts
            )
        elif self._worth_a_line(row.status, facts):
            self._told, self._told_at = (row.status, facts), time.monotonic()
            self._console.print(f"{row.status}: {facts}", soft_wrap=True)

    def _worth_a_line(self, status: Status, facts: str) -> bool:
        """What goes on waiting or working is told now and then, a change of it at once."""
        if time.monotonic() - self._told_at >= QUIET_SECONDS:
            return (status, facts) != self._told
        return status not in (Status.PENDING, self._told[0])


def _facts(row: Operation, ahead: int) -> str:
    parts = [f"{figures.size(row.bytes_done)} of {figures.size(row.bytes_total)}"]
    if row.status is Status.PENDING and row.not_before is not None and row.not_before > now():
        parts.append(f"waiting for {figures.moment(row.not_before)}, when big downloads may begin")
        parts.append("`--now` begins at once")
    elif row.status is Status.PENDING:
        others = "another download" if ahead == 1 else f"{ahead} other downloads"
        parts.append(f"waiting for {others}" if ahead else "waiting")
    elif row.status is Status.VERIFYING:
        parts.append("verifying")
    elif row.phase == RECONNECTING:
        parts.append("connection lost, trying again")
    elif row.speed_bps:
        parts.append(f"{figures.size(row.speed_bps)}/s")
        parts.append(f"{figures.duration((row.bytes_total - row.bytes_done) / row.speed_bps)} left")
    done = sum(
        here >= file["size_bytes"] for here, file in zip(row.files_done, row.files, strict=False)
    )
    if row.files:
        parts.append(f"{done} of {len(row.files)} files")
    return " · ".join(parts)
