"""Prints every event of an account, and keeps its place."""

import json
import os
import time
from pathlib import Path

import httpx

FOLLOW = """subscription($after: Cursor) { accountEvents(after: $after) { __typename
  ... on UserError { code message } ... on AccountEventsBegun { cursor }
  ... on AccountEvent { cursor kind controlNumber certificateSha256 } } }"""
URL, PLACE = os.environ["GPSZONE_URL"], Path(os.environ.get("CURSOR_FILE", "events.cursor"))
HEADERS = {"authorization": f"Bearer {os.environ['GPSZONE_TOKEN']}", "accept": "text/event-stream"}

while True:
    after, wait = PLACE.read_text() if PLACE.exists() else None, 1
    asked = {"query": FOLLOW, "variables": {"after": after}}
    try:
        with httpx.stream("POST", URL, json=asked, headers=HEADERS, timeout=45) as answer:
            wait = int(answer.headers.get("retry-after", wait))
            if answer.status_code in {400, 401, 403}:
                raise SystemExit(answer.read().decode())
            for line in filter(lambda text: text.startswith("data: {"), answer.iter_lines()):
                said = json.loads(line[6:])
                event = said["data"]["accountEvents"] if said.get("data") else said["errors"][0]
                if "cursor" not in event or "code" in event:
                    raise SystemExit(event.get("code") or event["extensions"]["code"])
                print(json.dumps(event), flush=True)
                PLACE.write_text(event["cursor"])
    except httpx.HTTPError:
        pass  # The service stopped, or was silent for 45 seconds.
    time.sleep(wait)
