"""Tests of the code's shape: sizes, the printed schema, words for every failure, locks."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from models.core.errors import UserError
from schema.errors import mapping
from schema.print_schema import printed
from schema.words import _WORDS, has_words
from schema.words.told_in import EN, ZH
from tests.support.paths import ROOT

LONGEST_FILE = 250
# One catalogue per language is the rule for what people read; it is as long as what is said.
CATALOGUES = Path("web/client/src/words")
CODE = ("models", "resolvers", "schema", "web", "tests")
# The only place that reads the clock; everywhere else time is an argument.
CLOCK = Path("web/http/context.py")

# Failures that no mutation raises, and what becomes of them.
NOT_FOR_PEOPLE = {
    "CouldNotFindOut": "a group; its members are raised",
    "EmailInvalid": "the form turns it into a problem of its field",
    "RegistryAnswerUnusable": "the worker asks again later",
    "RegistryUnreachable": "the worker asks again later",
    "TooManyRequests": "it refuses the whole request, as an error beside the data",
}

SCHEMA = build_schema(printed())


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


def _told() -> list[type[UserError]]:
    """List the user errors that a mutation may return."""
    return [failure for failure in _user_errors() if failure.__name__ not in NOT_FOR_PEOPLE]


def test_no_file_is_longer_than_a_reader_likes() -> None:
    written = [
        path
        for path in _code_files(".py", ".ts", ".tsx")
        if "migrations" not in path.parts
        # Tests are lists of sentences, read one at a time.
        and path.parts[0] != "tests"
        and not path.name.endswith(".d.ts")
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
        if path.parts[0] != "tests" and path != CLOCK and _reads_the_clock(path)
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
    uncounted = [
        f"{path}: {method.name}"
        for path in _code_files(".py")
        if path.parts[0] == "schema"
        for method in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(method, ast.AsyncFunctionDef)
        and any("strawberry.mutation" in ast.unparse(mark) for mark in method.decorator_list)
        and not re.search(r"context\.(limit|refusals)\(", ast.unparse(method))
    ]

    assert uncounted == []


@pytest.mark.parametrize("failure", _told(), ids=lambda failure: failure.__name__)
def test_every_failure_has_a_type_and_words(failure: type[UserError]) -> None:
    kind = SCHEMA.get_type(failure.__name__)

    assert failure in mapping.named()
    assert isinstance(kind, GraphQLObjectType)
    assert kind.interfaces == (SCHEMA.get_type("UserError"),)
    assert has_words(failure.code), failure.code


def test_every_exception_of_not_for_people_still_exists() -> None:
    names = {failure.__name__ for failure in _user_errors()}

    assert NOT_FOR_PEOPLE.keys() <= names


def test_every_problem_of_a_form_has_words() -> None:
    codes = {
        code
        for path in _code_files(".py")
        if path.parts[0] in {"models", "resolvers"}
        for code in _problem_codes(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    }

    assert {"REQUIRED", "TOO_LONG", "EMAIL_SHAPE", "HANDOFF_URL_SHAPE", "LABEL_TAKEN"} <= codes
    assert {code for code in codes if not has_words(code)} == set()


def _problem_codes(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that are written where a problem of a form is made or declared."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        makers = {"Problem", "Unfit", "Rule", "_shape", "refuse"}
        if ast.unparse(node.func).rpartition(".")[2] in makers:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [each.value for each in given if isinstance(each, ast.Constant)]
            yield from (t for t in texts if isinstance(t, str) and re.fullmatch("[A-Z0-9_]{5,}", t))


def test_the_client_can_tell_the_language_of_what_is_said() -> None:
    # Its `languageOf` goes by the characters.
    han = re.compile("[\u4e00-\u9fff]")

    assert {code for code, said in _WORDS.items() if not han.search(said[ZH])} == set()
    assert {code for code, said in _WORDS.items() if han.search(said[EN])} == set()


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
    for folder in ("web/client", "web/graphiql", "tests/node"):
        lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))

        packages = lock["packages"]

        assert len(packages) > 1
        assert [name for name, package in packages.items() if "resolved" in package] == []
        assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text()
