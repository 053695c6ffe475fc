"""Test of the desk's main path in Firefox."""

import json
import shutil
import subprocess

from tests.browser.conftest import missing
from tests.support.browser.desk import Desk
from tests.support.officers.officer import CARD, PIN, terminal_link, waiting_companies
from tests.support.servers.node_run import HERE
from tests.support.servers.process import Demo

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
HOLDER = {"phone": "02-23111234#123", "email": "zhou@portal.example"}
# A start takes five seconds and the way through twenty; a noisy machine adds to it.
LIMIT_SECONDS = 180


def test_a_case_is_approved_with_three_keys_in_firefox(demo: Demo, desk: Desk) -> None:
    if FIREFOX is None:
        missing("firefox-esr is not installed")
    if not (HERE / "node_modules/puppeteer-core").is_dir():
        missing("the clients of tests/node are not installed: npm ci --prefix tests/node")
    first, second, *_ = waiting_companies(demo)
    desk.insert(CARD)
    job = {"pin": PIN, "holder": HOLDER, "executable": FIREFOX, "seconds": LIMIT_SECONDS}

    ended = subprocess.run(
        ["node", str(HERE / "firefox_desk.mjs"), terminal_link(demo), json.dumps(job)],
        stdout=subprocess.PIPE,
        check=False,
    )

    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, said
    [decided, complained] = said
    assert (decided["first"], decided["next"]) == (first, second)
    assert decided["before"].startswith("(12) 待審案件")
    assert decided["after"].startswith("(11) ")
    assert "已核准。" in decided["said"]
    assert decided["focused"] == "H1"
    assert complained == {"complaints": []}
