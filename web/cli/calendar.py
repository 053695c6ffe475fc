"""``python -m web calendar``: the office calendar by which same-day promises are counted."""

from pathlib import Path

import click

from models.calendar.file import MOST_CHARACTERS
from models.core.errors import OperatorError
from models.core.language import Language
from models.forms.typed_text import InvalidInput
from models.partner.administrator import Operator
from resolvers.calendar.replace_year import replace_year
from web.cli.common.database import open_database
from web.cli.common.operator import operator_name, operator_option
from web.cli.common.output import json_option, report
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now


@click.group(cls=OperatorGroup)
def calendar() -> None:
    pass


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@operator_option
@json_option
@of_demo
async def import_file(file: Path, *, operator: str | None, state: Path | None) -> None:
    """Put a year of the office calendar (CSV of data.gov.tw) in place of what is known of it."""
    settings = settings_of(state)
    text = _text(file)
    async with open_database(settings):
        try:
            year = await replace_year(
                actor=Operator(name=operator_name(operator)), csv=text, now=now()
            )
        except InvalidInput as invalid:
            said = " ".join(one.message(Language.EN) for one in invalid.problems)
            raise OperatorError(f"{file.name}: {said}") from invalid
    report(
        [f"{year.year}: {len(year.free)} free days"],
        data={"year": year.year, "free_days": len(year.free)},
    )


def _text(file: Path) -> str:
    """Return the text of a file in UTF-8 or Big5.

    :raises OperatorError: when it is in neither, or too long
    """
    with file.open("rb") as opened:
        octets = opened.read(4 * MOST_CHARACTERS + 1)
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OperatorError(f"{file.name}: is neither UTF-8 nor Big5; save it as CSV in UTF-8")
