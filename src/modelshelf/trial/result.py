"""What became of a trial, from how its program ended."""

from dataclasses import dataclass
from enum import StrEnum

from modelshelf.kit.amounts import size
from modelshelf.kit.errors import Problem
from modelshelf.trial.child import Ended, Limits
from modelshelf.trial.errors import TrialFailed, TrialTooLarge, TrialTooLong

MOST_CHARACTERS = 1000


class TrialOutcome(StrEnum):
    """Attributes:
    WORKS: It loaded, and finite numbers of the expected length came out.
    FAILED: It did not load, broke, or gave nonsense.
    TOO_LARGE, TOO_LONG: It was ended at a limit.
    """

    WORKS = "works"
    FAILED = "failed"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came out; columns of `models.TrialRow`."""

    outcome: TrialOutcome
    detail: str | None
    dimension: int | None
    load_seconds: float | None
    run_seconds: float | None
    texts: int | None
    peak_bytes: int
    libraries_bytes: int | None


def result_of(ended: Ended, expected_dimension: int | None) -> TrialResult:
    ready, loaded, done = (ended.event(name) for name in ("ready", "loaded", "done"))
    dimension = _number(done, "dimension")
    outcome, detail = _verdict(ended, dimension, expected_dimension)
    return TrialResult(
        outcome,
        detail,
        dimension,
        load_seconds=_seconds(loaded),
        run_seconds=_seconds(done),
        texts=_number(done, "texts"),
        peak_bytes=ended.peak_bytes,
        libraries_bytes=_number(ready, "resident_bytes"),
    )


def problem_of(model_id: str, result: TrialResult, limits: Limits) -> Problem | None:
    """What to tell where it did not work."""
    match result.outcome:
        case TrialOutcome.WORKS:
            return None
        case TrialOutcome.TOO_LARGE:
            return TrialTooLarge(
                f"{model_id} was ended when it had taken {size(result.peak_bytes)} of the "
                f"{size(limits.memory_bytes)} that a trial may take here."
            )
        case TrialOutcome.TOO_LONG:
            return TrialTooLong(
                f"{model_id} was ended after {limits.seconds:.0f} s. Raise "
                "MODELSHELF_TRY_SECONDS, or try it when the machine is idle."
            )
        case TrialOutcome.FAILED:
            return TrialFailed(f"{model_id} did not work: {result.detail}")


def _verdict(
    ended: Ended, dimension: int | None, expected_dimension: int | None
) -> tuple[TrialOutcome, str | None]:
    if ended.stopped is not None:
        return TrialOutcome.TOO_LARGE if ended.stopped == "memory" else TrialOutcome.TOO_LONG, None
    done, failed = ended.event("done"), ended.event("failed")
    if failed is not None:
        return TrialOutcome.FAILED, str(failed.get("reason")).replace("\0", "")[:MOST_CHARACTERS]
    if done is None:
        last = ended.said.strip().splitlines()[-1:] or [f"exit code {ended.exit_code}"]
        return TrialOutcome.FAILED, f"its program ended early: {last[0]}"[:MOST_CHARACTERS]
    fault = None
    if done.get("finite") is not True:
        fault = "what came out holds numbers that are none (NaN or infinite)."
    elif expected_dimension is not None and dimension != expected_dimension:
        fault = f"its vectors have {dimension} numbers, not {expected_dimension}."
    if fault is not None:
        return TrialOutcome.FAILED, fault
    sample = done.get("sample")
    # PostgreSQL stores no NUL character.
    text = str(sample).replace("\0", "")[:MOST_CHARACTERS] if sample is not None else None
    return TrialOutcome.WORKS, text


def _number(event: dict[str, object] | None, name: str) -> int | None:
    value = event.get(name) if event else None
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    return value if isinstance(value, int) and whole else None


def _seconds(event: dict[str, object] | None) -> float | None:
    value = event.get("seconds") if event else None
    return round(float(value), 3) if isinstance(value, int | float) else None
