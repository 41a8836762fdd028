"""The time, in UTC, with its zone."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def by_universal_time(moment: datetime) -> datetime:
    """A moment in UTC; one without a zone is taken to be.

    Raises:
        ValueError: It lies before the first year there, or after the last.
    """
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise ValueError("the calendar does not reach that far") from None
