"""Amounts and times for people."""

from datetime import datetime

from modelshelf.kit.amounts import size

__all__ = ["duration", "moment", "size"]


def moment(when: datetime) -> str:
    """Day and minute by the clock of whoever reads it (`TZ`), in the one form of all commands."""
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
