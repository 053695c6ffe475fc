"""Tests of the card component's window in Firefox, whose popup blocker differs from Chromium's."""

import json
import shutil
import subprocess
from typing import Any

from models.company.company import CompanyField
from tests.browser.conftest import missing
from tests.support.browser.person import on_file
from tests.support.servers.node_run import HERE
from tests.support.servers.process import Demo

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
COMPANY = {field.camel_case: on_file()[field.attribute] for field in CompanyField}
HOLDER = {"phone": "02-23111234#123", "email": "holder@test-chemical.example"}
# A start takes five seconds and the way through both forms ten; a noisy machine adds to it.
LIMIT_SECONDS = 120


def in_firefox(demo: Demo, **job: Any) -> list[dict[str, Any]]:
    """Apply as the job says; return what the page has answered."""
    if FIREFOX is None:
        missing("firefox-esr is not installed")
    if not (HERE / "node_modules/puppeteer-core").is_dir():
        missing("the clients of tests/node are not installed: npm ci --prefix tests/node")
    whole = {"company": COMPANY, "executable": FIREFOX, "seconds": LIMIT_SECONDS, **job}
    origin = f"http://localhost:{demo.port}"
    ended = subprocess.run(
        ["node", HERE / "firefox.mjs", origin, json.dumps(whole)],
        stdout=subprocess.PIPE,
        timeout=LIMIT_SECONDS + 30,
    )
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, said
    return said


def test_a_company_applies_and_sees_the_decision_in_firefox(demo: Demo) -> None:
    read, decided, complained = in_firefox(demo, pins=["wang1234"], holder=HOLDER)

    assert "已取得憑證資訊。" in read["told"]
    assert read["opened"] == [True]
    assert decided == {"state": "審核通過"}
    assert complained == {"complaints": []}


def test_a_wrong_pin_costs_one_try_in_firefox(demo: Demo) -> None:
    wrong, right, _ = in_firefox(demo, pins=["wrong111", "wang1234"])

    assert "PIN 碼錯誤" in wrong["told"]
    assert "還可以再試 2 次。" in wrong["told"]
    assert "已取得憑證資訊。" in right["told"]
    assert right["opened"] == [True, True]


def test_a_window_without_a_click_is_blocked_and_has_its_own_message(demo: Demo) -> None:
    blocked, _ = in_firefox(demo, pins=["wang1234"], byScript=True)

    assert "瀏覽器封鎖了讀卡視窗" in blocked["told"]
    assert blocked["opened"] == [False]
