"""A partner system in Python: follows events, goes away, comes back, and lets holders in.

    python partner.py follow            prints every event, for ever, each once
    python partner.py accounts          prints all accounts
    python partner.py may SHA256 NUMBER prints whether a certificate may act
    python partner.py redeem CODE       prints who came over

GPSZONE_URL is the address of the interface, GPSZONE_TOKEN the token, CURSOR_FILE where the place in
the events is kept. It needs Python 3.11 and httpx.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

EVENTS = """query($after: Cursor) { partner { events(first: 100, after: $after) {
  next pageInfo { hasNextPage }
  edges { node { cursor kind at controlNumber certificateSha256 } } } } }"""
FOLLOW = """subscription($after: Cursor) { accountEvents(after: $after) { __typename
  ... on UserError { code message } ... on ResyncRequired { cursor }
  ... on AccountEventsBegun { cursor }
  ... on AccountEvent { cursor kind at controlNumber certificateSha256 } } }"""
ACCOUNTS = """query($after: Cursor) { partner { accounts(first: 100, after: $after) {
  next pageInfo { hasNextPage } edges { node { controlNumber kind status name } } } } }"""
MAY = """query($sha256: String!, $number: String!) { partner {
  certificateMayAct(sha256: $sha256, controlNumber: $number) { __typename
    ... on MayAct { until } ... on MayNotAct { reason } } } }"""
REDEEM = """mutation($code: String!) { redeemHandoff(input: {code: $code}) { __typename
  ... on UserError { code message }
  ... on RedeemHandoffSuccess { holderName certificateSha256 cardNumber controlNumber
    accountKind accountName signedInAt provenAt } } }"""


class Refused(Exception):
    """Asking again would change nothing: the token, the scope or the question is wrong."""


class Gpszone:
    """A client of the account service."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        # A heartbeat comes every 15 seconds; silence for three times that is a dead connection.
        self._http = httpx.Client(
            headers={"authorization": f"Bearer {token}", "accept-language": "en"}, timeout=45
        )

    def ask(self, query: str, **variables: object) -> Any:
        """Query, and return the value of the one field; wait where the service asks for it."""
        while True:
            answer = self._http.post(self._url, json={"query": query, "variables": variables})
            if answer.status_code in {429, 502, 503}:
                time.sleep(float(answer.headers.get("retry-after", "5")))
                continue
            said = answer.json()
            if "errors" in said:
                raise Refused(said["errors"][0]["extensions"]["code"])
            [field] = said["data"].values()
            if field is None:
                raise Refused("TOKEN_NEEDED")
            # A mutation answers with its refusal; a field of `partner` has refused by an error.
            result = field if "__typename" in field else next(iter(field.values()))
            if "code" in result:
                raise Refused(result["code"])
            return result

    def pages(self, query: str, after: str | None) -> Iterator[Any]:
        """Yield pages until there are no more for now."""
        while True:
            page = self.ask(query, after=after)
            yield page
            after = page["next"]
            if not page["pageInfo"]["hasNextPage"]:
                return

    def pushed(self, after: str) -> Iterator[dict[str, Any]]:
        """Yield what one stream pushes until it breaks off (HTML §9.2.6).

        :raises Refused: when the service ends the stream.
        """
        asked = {"query": FOLLOW, "variables": {"after": after}}
        headers = {"accept": "text/event-stream"}
        with self._http.stream("POST", self._url, json=asked, headers=headers) as answer:
            if answer.status_code in {400, 401, 403}:
                raise Refused(json.loads(answer.read())["errors"][0]["extensions"]["code"])
            answer.raise_for_status()
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                if line.startswith(":"):
                    continue
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                    continue
                if fields.get("event") == "complete":
                    raise Refused("the stream is complete")
                if fields.get("event") == "next":
                    yield _event(json.loads(fields["data"]))
                fields = {}


def _event(said: dict[str, Any]) -> dict[str, Any]:
    """Unwrap a pushed event."""
    if "errors" in said:
        raise Refused(said["errors"][0].get("extensions", {}).get("code", "unknown"))
    event: dict[str, Any] = said["data"]["accountEvents"]
    if "code" in event and event["__typename"] != "ResyncRequired":
        raise Refused(event["code"])
    return event


class Place:
    """A cursor in a file, which is complete at any moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """Return the cursor; None at the very first start."""
        return self._path.read_text(encoding="utf-8") if self._path.exists() else None

    def write(self, cursor: str) -> None:
        """Keep a cursor, once everything before it is processed."""
        beside = self._path.with_suffix(".new")
        beside.write_text(cursor, encoding="utf-8")
        beside.replace(self._path)


def follow(service: Gpszone, place: Place) -> None:
    """Process every event: those missed by pages, then those that are pushed."""
    while True:
        try:
            for page in service.pages(EVENTS, place.read()):
                for edge in page["edges"]:
                    say(edge["node"])
                    place.write(edge["node"]["cursor"])
                place.write(page["next"])
            for event in service.pushed(place.read() or ""):
                if event["__typename"] == "ResyncRequired":
                    raise Refused("the cursor is of another journal: read all accounts anew")
                if event["__typename"] == "AccountEvent":
                    say(event)
                place.write(event["cursor"])
        except httpx.HTTPError:
            pass  # The service stopped or the network broke.
        # Come back, the cursor tells where.
        time.sleep(1)


def say(what: object) -> None:
    """Process an answer; a real system would write it to its own database."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(command: str, *given: str) -> None:
    service = Gpszone(os.environ["GPSZONE_URL"], os.environ["GPSZONE_TOKEN"])
    match command, given:
        case "follow", ():
            follow(service, Place(Path(os.environ["CURSOR_FILE"])))
        case "accounts", ():
            for page in service.pages(ACCOUNTS, None):
                for edge in page["edges"]:
                    say(edge["node"])
        case "may", (sha256, number):
            say(service.ask(MAY, sha256=sha256, number=number))
        case "redeem", (code,):
            say(service.ask(REDEEM, code=code))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(*(sys.argv[1:] or ["help"]))
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
