"""Tests of the product's numbers: they stand in `models/core/rules.py` alone."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.core import rules
from models.settings.settings import from_environ
from schema.rules import ProductRules
from tests.support.cli.settings import GOOD
from tests.support.paths import ROOT
from tests.support.portal import TestPortal

FLOORS = ("models", "resolvers", "schema", "web")
# Where a duration is no rule of the product, and why.
ALLOWED = {
    "models/core/rules.py": "the one place",
    "models/core/backoff.py": "pauses between a worker's tries",
    "models/limits/table.py": "the table of limits, which docs/limits.md prints",
    "models/pki/": "allowances are arguments; their defaults are those of the standards",
    "models/revocation/list_packing.py": "how long a child process may take",
    "web/processes/jobs.py": "the table of the worker's duties and their pauses",
    "web/processes/worker.py": "the pause between two looks at the trust store",
    "web/demo/": "what the demo's authorities and responders promise",
}
WORDS = ROOT / "web/client/src/words"
# A number with a unit of the rules. The first look at a form says how long filling it in takes.
NUMBER = re.compile(
    r"\b\d+ (?:idle )?(?:minutes?|hours?|days?|cards)\b|\d+ ?(?:分鐘|小時|天|日內|張)"
)
ESTIMATE = re.compile(r"約需 10 分鐘|takes? about 10 minutes")


def sources() -> Iterator[Path]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "node_modules" not in path.parts and "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def literals(path: Path) -> list[int]:
    """Give the lines on which a duration is written out in numbers."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "timedelta"
        and [*node.args, *node.keywords]
        and all(
            isinstance(inner, ast.Constant | ast.UnaryOp | ast.BinOp | ast.operator | ast.unaryop)
            for value in [*node.args, *(keyword.value for keyword in node.keywords)]
            for inner in ast.walk(value)
        )
    ]


def test_durations_are_written_out_in_the_rules_alone() -> None:
    found = {str(path): lines for path in sources() if (lines := literals(path))}

    assert {path for path in found if not path.startswith(tuple(ALLOWED))} == set()
    # What is allowed and not needed any more goes.
    assert [place for place in ALLOWED if not any(path.startswith(place) for path in found)] == []


def test_the_sender_is_named_in_the_rules_alone() -> None:
    texts = [*sources(), *(path.relative_to(ROOT) for path in (ROOT / "models").rglob("*.jinja"))]

    naming = {
        str(path)
        for path in texts
        if re.search(
            f"{rules.SENDER_NAME}|{re.escape(rules.SENDER_ADDRESS)}",
            (ROOT / path).read_text(encoding="utf-8"),
        )
    }

    assert naming == {"models/core/rules.py"}


def test_letters_spell_out_no_number_of_the_rules() -> None:
    letters = sorted((ROOT / "models/mail/letters").glob("*.jinja"))

    assert letters
    assert [path.name for path in letters if NUMBER.search(path.read_text("utf-8"))] == []


def test_the_clients_words_spell_out_no_number_of_the_rules() -> None:
    found = [
        line.strip()
        for path in sorted(WORDS.rglob("*.ts"))
        if not path.name.endswith(".test.ts")
        for line in path.read_text(encoding="utf-8").splitlines()
        if NUMBER.search(ESTIMATE.sub("", line)) and "TooManyCertificates" not in line
    ]

    assert found == []


async def test_the_schema_says_the_numbers_to_the_page(portal: TestPortal) -> None:
    fields = (
        "challengeMinutes proofMinutes idleMinutes signedInHours linkDays firstCardSessionMinutes"
        " maxCertificates confirmationDays expiryAnnouncedDays"
    )
    async with portal.browser() as browser:
        query = {"query": f"{{ service {{ rules {{ {fields} }} }} }}"}
        data = (await browser.post("/graphql", json=query)).json()["data"]

    assert data["service"]["rules"] == {
        "challengeMinutes": 5,
        "proofMinutes": 10,
        "idleMinutes": 30,
        "signedInHours": 8,
        "linkDays": 7,
        "firstCardSessionMinutes": 60,
        "maxCertificates": 20,
        "confirmationDays": 180,
        "expiryAnnouncedDays": [60, 30, 7],
    }


def test_every_rule_is_used() -> None:
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in sources()]
    words = Counter(re.findall(r"\w+", "\n".join(texts)))

    assert [name for name in vars(rules) if name.isupper() and words[name] < 2] == []


def test_the_operators_choice_of_days_reaches_the_page() -> None:
    assert ProductRules.of(from_environ(GOOD | {"GPSZONE_LINK_DAYS": "3"})).link_days == 3
