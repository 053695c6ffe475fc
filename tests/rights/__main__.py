"""``python -m tests.rights``: ask every field as everybody, and print the table of rights."""

import asyncio
import sys
import tempfile
from pathlib import Path

from models.database.migrate import migrate
from models.database.transaction import opened
from tests.rights.deeds import outcomes
from tests.rights.walk import Walk
from tests.rights.world import world
from tests.support.portal import TestPortal


async def _print() -> None:
    """Print the table a row a line, as the test compares it."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        url = f"sqlite://{state / 'rights.sqlite3'}"
        await migrate(url)
        async with opened(url), TestPortal.over(url, state=state) as portal:
            people = await world(portal)
            walk = await Walk.of(people)
            for rows in (walk.fields(), walk.roots(), walk.words(), await outcomes(people)):
                for row, letters in rows.items():
                    sys.stdout.write(f"{row}: {letters}\n")


if __name__ == "__main__":
    asyncio.run(_print())
