"""Taiwan's clock, by which people here count days; it has no summer time."""

from datetime import timedelta, timezone

TAIWAN = timezone(timedelta(hours=8))
