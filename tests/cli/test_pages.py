"""Tests of the operator's pages: the commands they name exist, and their links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from models.database.transaction import client
from tests.support.cli.commands import NOBODY, leaves
from tests.support.paths import ROOT
from tests.support.portal import TestPortal
from web.cli.loader import SUMMARIES

FOLDER = ROOT / "docs/operate"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "commands.md")
COMMANDS = dict(leaves())
# How the pages call the program: as itself, and in a container.
PROGRAM = (
    r"python -m web",
    r"docker compose run (?:--rm |-v \S+ )*(?:worker|migrate)",
    r"docker run (?!.*--entrypoint).* gpszone-accounts",
)
# In a sentence a command may stand without the program: `staff list`, `check --go-live`.
NAMES = tuple(f"{name} " for name in SUMMARIES)
# What the pages write in place of a value, and a value.
FILE = str(ROOT / "README.md")
STAND_INS = {
    r"FILE|\S+\.(?:csv|cer|crt|crl|p7b)|(?:var/staging|/in)/\S+": FILE,
    r"FOLDER": str(ROOT),
    r"ID": str(NOBODY),
    r"SEQ:HASH|\d+:[0-9a-f]+": "1:" + "0" * 64,
    r"SCOPE": "events:read",
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """What follows the program's name; of a call in a sentence the end may be left out."""

    line: str
    whole: bool


def _text(page: Path) -> str:
    """Return a page; where a line ends in a backslash, the next one goes on with it."""
    return re.sub(r" \\\n\s+", " ", page.read_text(encoding="utf-8"))


def _spans(text: str) -> Iterator[Call]:
    """Give every stretch of code: an indented line, or what stands between backticks."""
    for line in text.splitlines():
        if re.match(r"^ {4,}\S", line):
            yield Call(line=line.strip(), whole="…" not in line)
        yield from (Call(line=span, whole=False) for span in re.findall(r"`([^`]+)`", line))


def _calls(text: str) -> Iterator[Call]:
    """Give what follows the program's name in each stretch of code that calls it."""
    for span in _spans(text):
        found = re.search(rf"(?:^|[ /])(?:{'|'.join(PROGRAM)}) (.+)$", span.line)
        if found is not None:
            yield Call(line=found[1], whole=span.whole)
        elif not span.whole and span.line.startswith(NAMES):
            yield span


def _words(line: str) -> list[str]:
    """Split a call as a shell does, up to what reads its output."""
    words = [word.rstrip("…") for word in shlex.split(line, comments=True)]
    end = next((number for number, word in enumerate(words) if word in {"|", ">"}), None)
    return [word for word in words[:end] if word]


def _given(word: str) -> str:
    found = (value for pattern, value in STAND_INS.items() if re.fullmatch(pattern, word))
    return next(found, word)


def _fault(call: Call) -> str | None:
    """Return what is wrong with a call, or None."""
    words = _words(call.line)
    if words[0] == "--version" or words == ["demo"]:
        return None
    name = next((found for n in (2, 1) if (found := " ".join(words[:n])) in COMMANDS), None)
    if name is None:
        is_group = words[0] in SUMMARIES and len(words) == 1 and not call.whole
        return None if is_group else "there is no such command"
    command = COMMANDS[name]
    given = [_given(word) for word in words[len(name.split()) :]]
    try:
        command.parse_args(click.Context(command, info_name=name), given)
    except (click.MissingParameter, click.BadOptionUsage) as fault:
        return fault.format_message() if call.whole else None
    except click.UsageError as fault:
        return fault.format_message()
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_exists(page: Path) -> None:
    faults = {call.line: fault for call in _calls(_text(page)) if (fault := _fault(call))}

    assert faults == {}


def test_the_pages_name_every_command() -> None:
    named = {" ".join(_words(call.line)[:2]) for page in PAGES for call in _calls(_text(page))}

    missing = {
        name for name in COMMANDS if not any(f"{one} ".startswith(f"{name} ") for one in named)
    }
    assert missing - {"demo all"} == set()


@pytest.mark.parametrize(
    "line",
    [
        "journl head",
        "journal vrify",
        "journal verify --keep 1:00",
        "journal verify --kept 1204",
        "journal head extra",
        "partner rotate ID --overlap 3",
        "person export --card",
        "staff create --name 王小明",
        "work --at-once 3",
    ],
)
def test_a_call_that_would_be_refused_is_found(line: str) -> None:
    assert _fault(Call(line=line, whole=True)) is not None


@pytest.mark.parametrize("line", ["staff create --nane 王小明", "jornal head", "duties --conform"])
def test_so_is_one_in_a_sentence(line: str) -> None:
    page = f"Then `python -m web {line}` does it."

    assert [_fault(call) is not None for call in _calls(page)] == [True]


async def test_every_question_to_the_database_is_one(portal: TestPortal) -> None:
    """The pages ask by ``psql`` what no command tells; each statement names what there is."""
    text = "\n".join(_text(page) for page in PAGES)
    questions = re.findall(
        r'psql "\$GPSZONE_DATABASE_URL".*?["(](SELECT .+?)(?:"$|\) TO)', text, re.MULTILINE
    )

    for question in questions:
        await client().execute_query_dict(question)

    assert len(questions) == text.count("(SELECT ") + text.count('"SELECT ') > 3


def _anchors(page: Path) -> set[str]:
    """Return the names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            lost.append(target)

    assert lost == []


def test_the_folders_first_page_leads_to_each() -> None:
    linked = set(re.findall(r"\]\(([\w.-]+)", (FOLDER / "README.md").read_text(encoding="utf-8")))

    assert {path.name for path in FOLDER.iterdir()} - {"README.md"} <= linked
