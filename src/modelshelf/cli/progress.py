"""A download's progress on a terminal; on anything else a line now and then."""

import time
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, TextColumn

from modelshelf.cli import figures
from modelshelf.cli.console import Terminal
from modelshelf.kit.clock import now
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.schemas import RECONNECTING

QUIET_SECONDS = 10.0
_DOING = {Kind.VERIFY: "verifying", Kind.EXPORT: "exporting", Kind.IMPORT: "importing"}


class Bar:
    """Shows an operation: bytes, speed, time left, files."""

    def __init__(self, console: Terminal, model_id: str) -> None:
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
        self._begun: set[str] = set()
        self._told, self._told_at = "", time.monotonic()

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
        else:
            self._tell(row, facts)

    def _tell(self, row: Operation, facts: str) -> None:
        """What begins is told at once, how far it came or what it waits for now and then."""
        begun = f"{_DOING.get(row.kind, row.status)} {row.model_id}: {_extent(row)}"
        if row.status is not Status.PENDING and begun not in self._begun:
            self._begun.add(begun)
            line = begun
        elif time.monotonic() - self._told_at >= QUIET_SECONDS and facts != self._told:
            self._told = facts
            line = f"{row.model_id}: {facts}"
        else:
            return
        self._told_at = time.monotonic()
        self._console.print(line, markup=False)


class Steps:
    """Shows how many of several things are done; for people alone."""

    def __init__(self, console: Terminal, doing: str, count: int) -> None:
        self._done = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.completed} of {task.total}"),
            TextColumn("{task.fields[name]}", style="dim", markup=False),
            console=console,
            refresh_per_second=5,
        )
        self._task = self._bar.add_task(doing, total=count, name="")
        self._shown = console.is_terminal

    def __enter__(self) -> Self:
        if self._shown:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            if error is None:
                self._bar.update(self._task, completed=self._done, name="")
            self._bar.stop()

    def begin(self, name: str) -> None:
        """The next one begins."""
        self._bar.update(self._task, completed=self._done, name=name)
        self._done += 1


def _extent(row: Operation) -> str:
    """How much there is to be done: it stays true however long the line stands."""
    files = f", {len(row.files)} file{'' if len(row.files) == 1 else 's'}" if row.files else ""
    return figures.size(row.bytes_total) + files


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
