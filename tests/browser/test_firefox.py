"""Tests of the card component's window in Firefox, whose popup blocker differs from Chromium's."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from models.company.company import CompanyField
from tests.browser.conftest import missing
from tests.support.browser.person import on_file
from tests.support.browser.review import reviews_held
from tests.support.run.in_thread import carry_out
from tests.support.run.nightly import nightly
from tests.support.servers.node_run import HERE
from tests.support.servers.process import Demo, until

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
COMPANY = {field.camel_case: on_file()[field.attribute] for field in CompanyField}
HOLDER = {"phone": "02-23111234#123", "email": "holder@test-chemical.example"}
# A start takes five seconds and the way through both forms ten; a noisy machine adds to it.
LIMIT_SECONDS = 120


def in_firefox(demo: Demo, **job: Any) -> Iterator[dict[str, Any]]:
    """Apply as the job says; yield what the page answers, as it does."""
    if FIREFOX is None:
        missing("firefox-esr is not installed")
    if not (HERE / "node_modules/puppeteer-core").is_dir():
        missing("the clients of tests/node are not installed: npm ci --prefix tests/node")
    # The script ends by itself after its time, so that nothing waits for ever.
    whole = {"company": COMPANY, "executable": FIREFOX, "seconds": LIMIT_SECONDS, **job}
    script = str(HERE / "firefox.mjs")
    command = ["node", script, f"http://localhost:{demo.port}", json.dumps(whole)]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(json.loads(line))
            yield said[-1]
    assert process.returncode == 0, said


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


@nightly
@pytest.mark.timeout(900)
def test_twelve_windows_of_firefox_share_one_stream(demo: Demo) -> None:
    answers = in_firefox(demo, pins=["wang1234"], holder=HOLDER, windows=12, seconds=800)
    with reviews_held(demo):
        next(answers)
        assert next(answers) == {"live": 12}
        carry_out(until(lambda: demo.connections == 1))

    decided, _, complained = answers

    assert len(decided["at"]) == 11
    assert max(decided["at"]) - min(decided["at"]) < 1_000
    assert complained == {"complaints": []}
