"""Dates in files of others, of any year from 1 to 9999.

Python's own functions refuse some of them, or write years before 1000 with fewer digits.
"""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["gettext_now", "iso", "of_gettext"]

_GETTEXT = "%Y-%m-%d %H:%M%z"


def of_gettext(text: str) -> datetime | None:
    """A date as gettext writes it, 2026-11-23 10:22+0000, in UTC; None if it is not one."""
    try:
        return datetime.strptime(text.strip(), _GETTEXT).astimezone(UTC)
    except (ValueError, OverflowError):  # no such date, or in UTC it is in the year 0 or 10000
        return None


def gettext_now() -> str:
    """The current time as gettext writes it, in UTC."""
    return datetime.now(UTC).strftime(_GETTEXT)


def iso(moment: datetime) -> str:
    """A time with a time zone as ISO 8601 writes it, in UTC: 2026-11-23T10:22:00Z."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
