"""What `check` says of the office calendar, without which the service still works."""

from models.calendar.office_year import missing_year
from web.clock import now


async def office_calendar_said() -> str:
    """Return whether this year's is known; only holidays are counted wrongly without it."""
    year = await missing_year(now=now())
    if year is None:
        return "this year's is known"
    return (
        f"none of {year}, so that only Saturdays and Sundays are free; `calendar import` takes the"
        " CSV of data.gov.tw (行政機關辦公日曆表)"
    )
