"""What Chromium's own trace says about a scroll: each frame, and who worked how long on it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

Event: TypeAlias = dict[str, Any]

CATEGORIES = (
    "-*",
    "toplevel",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "cc",
    "benchmark",
)
_KINDS = {
    "EventDispatch": "script",
    "FunctionCall": "script",
    "FireAnimationFrame": "script",
    "TimerFire": "script",
    "RunMicrotasks": "script",
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    "PrePaint": "paint",
    "Paint": "paint",
    "Layerize": "paint",
    "Commit": "composite",
}
KINDS = ("script", "style", "layout", "paint", "composite", "other")
_TASK = "ThreadControllerImpl::RunTask"
_FRAME = "ProxyMain::BeginMainFrame"


@dataclass(frozen=True, slots=True)
class Scroll:
    """One scroll; all times in milliseconds of processor time.

    Attributes:
        main: What the page's own thread did for each frame that it made.
        by_kind: The same, over all frames, by what was done.
        composing: Of the compositor, over all frames: it scrolls what is painted already.
        drawing: Of the process that makes the pixels, which without a GPU is a program's work.
        shown: Frames of the display that showed something new.
        dropped: Frames that should have and did not.
        blank: Of those shown, with parts that were not painted in time.
    """

    main: Sequence[float]
    by_kind: dict[str, float]
    composing: float
    drawing: float
    shown: int
    dropped: int
    blank: int

    @classmethod
    def read(cls, path: Path) -> Self:
        events: list[Event] = json.loads(path.read_text())["traceEvents"]
        threads = _threads(events)
        states = list(_frames(events))
        shown = {each["frame_sequence"] for each in states if "PRESENTED" in each["state"]}
        dropped = {
            each["frame_sequence"]
            for each in states
            if each["state"] == "STATE_DROPPED" and each["affects_smoothness"]
        }
        tasks: dict[str, float] = defaultdict(float)
        for event in events:
            if event["name"] == _TASK:
                tasks[threads.get((event["pid"], event["tid"]), "")] += _cpu(event)
        own = _of_page(events, threads)
        return cls(
            main=_per_frame(own),
            by_kind=_by_kind(own),
            composing=tasks["Compositor"],
            drawing=tasks["VizCompositorThread"],
            shown=len(shown),
            dropped=len(dropped - shown),
            blank=len({each["frame_sequence"] for each in states if each["has_missing_content"]}),
        )

    @property
    def p95_ms(self) -> float:
        """Of the page's own thread, by frame."""
        in_order = sorted(self.main)
        return in_order[int(0.95 * len(in_order))] if in_order else 0.0

    @property
    def drawing_per_frame_ms(self) -> float:
        return (self.composing + self.drawing) / max(1, self.shown)

    @property
    def frames_per_second(self) -> float:
        """Of a display of 60 frames a second."""
        due = self.shown + self.dropped
        return 60 * self.shown / due if due else 0.0


def _threads(events: Sequence[Event]) -> dict[tuple[int, int], str]:
    return {
        (event["pid"], event["tid"]): event["args"]["name"]
        for event in events
        if event["name"] == "thread_name"
    }


def _frames(events: Sequence[Event]) -> Iterator[Event]:
    """What became of each frame of the scroll."""
    for event in events:
        if event["name"] == "PipelineReporter" and event["ph"] == "b":
            report: Event = event["args"]["frame_reporter"]
            if report["scroll_state"] != "SCROLL_NONE":
                yield report


def _of_page(events: Sequence[Event], threads: dict[tuple[int, int], str]) -> list[Event]:
    """What the page's own thread did, in order; of several pages the busiest."""
    by_thread: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for event in events:
        where = (event["pid"], event["tid"])
        if event["ph"] == "X" and threads.get(where) == "CrRendererMain":
            by_thread[where].append(event)
    busiest = max(by_thread.values(), key=len, default=[])
    return sorted(busiest, key=lambda event: (event["ts"], -event["dur"]))


def _per_frame(own: Sequence[Event]) -> list[float]:
    """All tasks from one frame's beginning to the next one's."""
    frames = [event["ts"] for event in own if event["name"] == _FRAME]
    work = [0.0] * len(frames)
    at = -1
    for event in own:
        if event["name"] != _TASK:
            continue
        # The task that a frame is made in begins just before the frame does.
        while at + 1 < len(frames) and frames[at + 1] < event["ts"] + event["dur"]:
            at += 1
        if at >= 0:
            work[at] += _cpu(event)
    return work


def _by_kind(own: Sequence[Event]) -> dict[str, float]:
    """Each moment counts for the innermost kind: a layout that a script forces is layout."""
    found = dict.fromkeys(KINDS, 0.0)
    open_ones: list[tuple[float, str]] = []
    for event in own:
        while open_ones and open_ones[-1][0] <= event["ts"]:
            open_ones.pop()
        around = open_ones[-1][1] if open_ones else None
        kind = _KINDS.get(event["name"], around or "other")
        open_ones.append((event["ts"] + event["dur"], kind))
        if around is not None:
            found[around] -= _cpu(event)
        found[kind] += _cpu(event)
    return found


def _cpu(event: Event) -> float:
    return float(event.get("tdur", 0)) / 1000
