"""The day and the instant that every benchmark of reports asks about: the last of which anything is told."""

from datetime import UTC, date, datetime

from elearning.domain.reports import Asked

TODAY = date(2026, 11, 20)
AS_KNOWN = datetime(2026, 11, 20, 18, tzinfo=UTC)
ASKED = Asked(TODAY, AS_KNOWN)
