"""Somebody who applies once, and does not come again."""

from uuid import uuid4

import httpx

from tests.support.people.people import form

APPLY = "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }"


async def apply_once(origin: str) -> httpx.Response:
    """Submit form 1/2 at a node, and return its answer."""
    sent = {"query": APPLY, "variables": {"i": {**form(), "requestKey": str(uuid4())}}}
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=origin, timeout=45) as browser:
        return await browser.post("/graphql", json=sent, headers=headers)
