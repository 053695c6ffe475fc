"""Playing the scenarios that are remembered, before any test can change how they go."""

from pathlib import Path

from models.database.transaction import opened
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import enter, join, open_account
from tests.support.scenarios.applications import pass_review, submitted
from tests.support.scenes.remembered import Scenes


async def played(url: str, *, state: Path) -> Scenes:
    """Play each scenario in an empty database, one after the other, and remember its end."""
    async with opened(url), TestPortal.over(url, state=state) as portal:
        scenes = await Scenes.of(portal, _keys(state))
        alice = await submitted(portal)
        await scenes.remember("submitted", portal, alice)
        await pass_review(portal)
        await scenes.remember("approved", portal, alice)
        await open_account(alice)
        await scenes.remember("activated", portal, alice)
        await enter(alice)
        await scenes.remember("holder", portal, alice)
        bob = await join(alice)
        await scenes.remember("two_holders", portal, alice, bob)
    return scenes


def _keys(state: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in state.glob("*.key")}
