"""Tests of the code's shape: sizes, the printed schema, words for every failure, locks."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
)

from models.core.errors import Remedy, UserError, Words
from models.forms import kinds
from models.forms.problem import SENTENCES, Problem
from models.forms.text_kind import TextKind
from models.limits.table import TooManyRequests
from models.link.link import LinkUnknown
from schema.print_schema import printed
from tests.support.contract import contract
from tests.support.paths import ROOT

LONGEST_FILE = 250
# One catalogue per language is the rule for what people read; it is as long as what is said.
CATALOGUES = Path("web/client/src/words")
CODE = ("models", "resolvers", "schema", "web", "tests", "clients")
# The only place that reads the clock; everywhere else time is an argument.
CLOCK = Path("web/clock.py")

# What turns a check off, in Python and in TypeScript.
SILENCER = re.compile(
    r"# ?(?:noqa|nosec|type: ?ignore|mypy:|pyright:|ruff:|pragma:)"
    r"|(?://|/\*) ?(?:biome-ignore|eslint-disable|@ts-(?:ignore|nocheck|expect-error))"
    r"|pytest\.(?:mark\.(?:skip|xfail)\b|(?:skip|xfail)\(\))"
)
REASONED_SILENCER = re.compile(
    r"# ?(?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+\])  # \S.*"
    r"|biome-ignore \S+: \w.*"
    r"|@ts-expect-error: \w.*"
    r"|pytest\.mark\.(?:skip|xfail)\(.*reason=\"\w.*"
)
WRITTEN_BY_TOOLS = frozenset(
    {
        Path("web/client/src/api/graphql-env.d.ts"),
        Path("clients/python/src/gpszone_partner/generated.py"),
    }
)

SCHEMA = contract()


def _code_files(*suffixes: str) -> Iterator[Path]:
    """List our files of these kinds, as paths from the root."""
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*")):
            path = file.relative_to(ROOT)
            if file.suffix in suffixes and not {"node_modules", "dist"} & set(path.parts):
                yield path


def _user_errors() -> list[type[UserError]]:
    """List the project's user errors, subclasses included."""
    found: list[type[UserError]] = []
    waiting = list(UserError.__subclasses__())
    while waiting:
        failure = waiting.pop()
        waiting += failure.__subclasses__()
        if not failure.__module__.startswith("tests."):
            found.append(failure)
    return found


def test_no_file_is_longer_than_a_reader_likes() -> None:
    written = [
        path
        for path in _code_files(".py", ".ts", ".tsx")
        if "migrations" not in path.parts
        # Tests are lists of sentences, read one at a time.
        and path.parts[0] != "tests"
        and path not in WRITTEN_BY_TOOLS
        and not path.is_relative_to(CATALOGUES)
    ]

    too_long = [f"{path}: {lines}" for path in written if (lines := _lines(path)) > LONGEST_FILE]

    assert not too_long, "each wants to be two:\n" + "\n".join(too_long)


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_only_the_context_of_a_request_reads_the_clock() -> None:
    readers = {
        str(path)
        for path in _code_files(".py")
        if path.parts[0] != "tests"
        # Nobody calls a migration who could say the time.
        and "migrations" not in path.parts
        and path != CLOCK
        and _reads_the_clock(path)
    }

    assert readers == set()


def _reads_the_clock(path: Path) -> bool:
    """Return whether a file calls a function that reads the time."""
    called = (
        ast.unparse(node.func)
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    return any(
        re.fullmatch(r".*\b(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns)", name)
        for name in called
    )


def test_no_query_excludes_by_several_conditions_at_once() -> None:
    # The ORM excludes then what meets any of them, and not only what meets all.
    several = [
        f"{path}:{call.lineno}"
        for path in _code_files(".py")
        for call in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "exclude"
        and len(call.args) + len(call.keywords) > 1
    ]

    assert several == []


def test_every_silencer_gives_its_reason_on_its_line() -> None:
    lines = [
        f"{path}:{number}: {line.strip()}"
        for path in _code_files(".py", ".ts", ".tsx")
        if path not in WRITTEN_BY_TOOLS
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), start=1)
        if SILENCER.search(line) and not REASONED_SILENCER.search(line)
    ]

    assert lines == []


@pytest.mark.parametrize(
    ("line", "is_reasoned"),
    [
        ("x = 1  # no" + "qa: S101", False),
        ("x = 1  # no" + "qa", False),
        ("x = 1  # no" + "qa: S101, S102  # A reason.", True),
        ("x = 1  # type: " + "ignore[misc]", False),
        ("x = 1  # type: " + "ignore[misc]  # A reason.", True),
        ("# pra" + "gma: no cover", False),
        ("// biome-" + "ignore lint/a11y/noAccessKey: people expect it.", True),
        ("// biome-" + "ignore lint/a11y/noAccessKey", False),
        ("// @ts-" + "expect-error", False),
        ("// @ts-" + "expect-error: the library has no types", True),
        ("@pytest.mark" + ".skip()", False),
        ("@pytest.mark" + '.xfail(reason="A reason")', True),
    ],
)
def test_a_silencer_is_seen_and_its_reason_too(line: str, *, is_reasoned: bool) -> None:
    assert SILENCER.search(line)
    assert bool(REASONED_SILENCER.search(line)) is is_reasoned


def test_the_printed_schema_is_fresh() -> None:
    on_file = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")

    assert on_file == printed(), "run make schema, and read the difference"


def test_every_type_and_field_is_described() -> None:
    silent = [name for name, description in _described() if not description]

    assert silent == []


def _described() -> Iterator[tuple[str, str | None]]:
    """Yield everything of the schema that can be described."""
    for kind in SCHEMA.type_map.values():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield kind.name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
        if isinstance(kind, GraphQLInputObjectType):
            for name, taken in kind.fields.items():
                yield f"{kind.name}.{name}", taken.description


def test_every_mutation_takes_one_input() -> None:
    assert SCHEMA.mutation_type

    taken = {name: list(field.args) for name, field in SCHEMA.mutation_type.fields.items()}

    assert {name for name, arguments in taken.items() if arguments != ["input"]} == set()


def test_every_mutation_answers_with_its_success_or_a_user_error() -> None:
    assert SCHEMA.mutation_type
    interface = SCHEMA.get_type("UserError")

    for name, field in SCHEMA.mutation_type.fields.items():
        result = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        assert isinstance(result, GraphQLUnionType), name
        successes = [member.name for member in result.types if interface not in member.interfaces]
        assert successes == [name[0].upper() + name[1:] + "Success"], name


def test_every_mutation_counts_against_a_limit() -> None:
    assert SCHEMA.mutation_type
    mutations = [
        method
        for path in _code_files(".py")
        if path.parts[0] == "schema"
        for method in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(method, ast.AsyncFunctionDef)
        and any(ast.unparse(mark).startswith("result.mutation(") for mark in method.decorator_list)
    ]

    uncounted = [
        method.name
        for method in mutations
        if not re.search(r"context\.(limit|refusals)\(", ast.unparse(method))
    ]

    assert len(mutations) == len(SCHEMA.mutation_type.fields)
    assert uncounted == []


def test_a_user_error_without_its_words_cannot_be_declared() -> None:
    words = Words(title="Title", message="Message.")

    with pytest.raises(TypeError, match="Silent: a user error declares its own __doc__, zh"):
        type("Silent", (UserError,), {"en": words})
    with pytest.raises(TypeError, match="Heir: a user error declares its own zh, en"):
        type("Heir", (LinkUnknown,), {"__doc__": "It would say what its parent says."})


def test_a_user_errors_message_stands_alone_and_adds_to_its_title() -> None:
    words = [words for failure in _user_errors() for words in (failure.zh, failure.en)]

    messages = Counter(one.message for one in words)

    # Partners see the message without the title.
    assert [one.message for one in words if not one.message.endswith((".", "。"))] == []
    assert [one.title for one in words if one.title in {one.message, one.message[:-1]}] == []
    assert [message for message, times in messages.items() if times > 1] == []


def test_the_contract_knows_the_code_of_every_user_error_that_a_field_answers_with() -> None:
    codes = SCHEMA.get_type("UserErrorCode")

    assert isinstance(codes, GraphQLEnumType)
    # TooManyRequests refuses a request as a whole, beside the data.
    declared = {failure.code for failure in _user_errors() if failure is not TooManyRequests}
    assert codes.values.keys() == declared, "raised by no field, or declared by none"
    assert {name for name, value in codes.values.items() if not value.description} == set()


def test_every_remedy_is_described() -> None:
    remedies = SCHEMA.get_type("UserErrorRemedy")

    assert isinstance(remedies, GraphQLEnumType)
    assert remedies.values.keys() == {remedy.value for remedy in Remedy}
    assert all(value.description for value in remedies.values.values())


def test_every_problem_of_a_form_has_a_sentence() -> None:
    used = {
        text
        for path in _code_files(".py")
        if path.parts[0] in {"models", "resolvers"} and path.name != "problem.py"
        for text in _texts(path)
    }
    kinds_of_text = [kind for kind in vars(kinds).values() if isinstance(kind, TextKind)]
    codes = {rule.code for kind in kinds_of_text for rule in kind.rules}
    codes |= {"REQUIRED", "TOO_LONG", "UNWRITTEN_CHARACTER"}
    # A token is never a field of a form: one that is not well formed is not found.
    codes -= {"TOKEN_SHAPE"}

    assert SENTENCES.keys() <= used, "said of nothing"
    assert "EMAIL_SHAPE" in codes
    assert codes <= SENTENCES.keys(), "without a sentence"
    with pytest.raises(KeyError):
        Problem(code="NO_SUCH_PROBLEM", path=("email",), values={})


def _texts(path: Path) -> Iterator[str]:
    """List the texts that stand in a file's code."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_client_can_tell_the_language_of_what_is_said() -> None:
    # Its `languageOf` goes by the characters.
    han = re.compile("[\u4e00-\u9fff]")
    words = [(failure.zh, failure.en) for failure in _user_errors()]
    said = [
        *((zh.title, en.title) for zh, en in words),
        *((zh.message, en.message) for zh, en in words),
        *((sentence.zh, sentence.en) for sentence in SENTENCES.values()),
    ]

    assert len(said) > 150
    assert [zh for zh, _ in said if not han.search(zh)] == []
    assert [en for _, en in said if han.search(en)] == []


def test_a_python_lock_names_no_address_and_hashes_every_package() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")

        pins = re.split(r"\n(?=[a-z0-9])", text.strip())

        assert "://" not in text
        assert "index-url" not in text
        assert [pin for pin in pins if "==" in pin and "--hash=sha256:" not in pin] == []


def test_the_tests_run_on_the_packages_that_production_runs_on() -> None:
    production, tests = (
        set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )

    assert production
    assert production <= tests


def test_a_node_lock_names_no_address() -> None:
    for folder in ("web/client", "web/graphiql", "tests/node", "tests/bench/peers"):
        lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))

        packages = lock["packages"]

        assert len(packages) > 1
        assert [name for name, package in packages.items() if "resolved" in package] == []
        assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text()
