"""An office calendar in the form of data.gov.tw, with the holidays that have a date of their own.

It is for the demo and for tests: days off that the government moves each year are not in it.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

HEADER = "西元日期,星期,是否放假,備註"
# New year, peace memorial, children and tomb sweeping, labour, national day.
_HOLIDAYS = ((1, 1), (2, 28), (4, 4), (4, 5), (5, 1), (10, 10))
_WEEKDAYS = "一二三四五六日"


def demo_year(year: int) -> str:
    return year_csv(year, holidays=[date(year, *holiday) for holiday in _HOLIDAYS])


def year_csv(
    year: int, *, holidays: Collection[date] = (), made_up_for: Collection[date] = ()
) -> str:
    """Write a year: Saturdays, Sundays and holidays are free, unless made up for (補班)."""
    return "\n".join([HEADER, *_lines(year, holidays, made_up_for)]) + "\n"


def _lines(year: int, holidays: Collection[date], made_up_for: Collection[date]) -> Iterator[str]:
    day = date(year, 1, 1)
    while day.year == year:
        is_free = (day.weekday() >= 5 or day in holidays) and day not in made_up_for
        remark = "補行上班" if day in made_up_for else "紀念日" if day in holidays else ""
        yield f"{day:%Y%m%d},{_WEEKDAYS[day.weekday()]},{2 if is_free else 0},{remark}"
        day += timedelta(days=1)
