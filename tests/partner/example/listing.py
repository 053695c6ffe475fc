"""Prints all accounts and, when it is run again, those that have changed since."""

import json
import os
import time
from pathlib import Path
from typing import Any

import httpx

ACCOUNTS = """query($after: Cursor) { partner { accounts(first: 100, after: $after) {
  next pageInfo { hasNextPage } edges { node { controlNumber kind status name } } } } }"""
PLACE = Path(os.environ.get("CURSOR_FILE", "accounts.cursor"))


def page(after: str | None) -> dict[str, Any]:
    """Return the page after a cursor; wait as long as the service asks for."""
    while True:
        answer = httpx.post(
            os.environ["GPSZONE_URL"],
            json={"query": ACCOUNTS, "variables": {"after": after}},
            headers={"authorization": f"Bearer {os.environ['GPSZONE_TOKEN']}"},
        )
        said: dict[str, Any] = answer.json()
        if "errors" not in said:
            accounts: dict[str, Any] = said["data"]["partner"]["accounts"]
            return accounts
        error = said["errors"][0]["extensions"]
        wait = answer.headers.get("retry-after") or error.get("retryAfter")
        if wait is None:
            raise SystemExit(error["code"])
        time.sleep(int(wait))


more = True
while more:
    accounts = page(PLACE.read_text() if PLACE.exists() else None)
    for edge in accounts["edges"]:
        print(json.dumps(edge["node"], ensure_ascii=False), flush=True)
    # Written beside it first, so that the file is whole at any moment.
    PLACE.with_suffix(".new").write_text(accounts["next"])
    PLACE.with_suffix(".new").replace(PLACE)
    more = accounts["pageInfo"]["hasNextPage"]
