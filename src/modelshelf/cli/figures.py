"""Amounts and times for people."""

from datetime import datetime

from modelshelf.kit.amounts import size

__all__ = ["duration", "moment", "size"]


def moment(when: datetime) -> str:
    """A time of day by this machine's clock, with the day of the week if it is not today."""
    local = when.astimezone()
    today = datetime.now().astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a %H:%M}"


def duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
