"""The form's fields are declared once, and everything else about them is derived or printed."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from itertools import groupby
from pathlib import Path

import pytest

from models.application.columns import column_of
from models.company.company import FIELDS, Company, CompanyFacts, CompanyField, CompanyOnFile
from models.company.declaration import FieldDeclaration, FieldKind
from models.forms.typed_text import read_company
from schema import print_form
from schema.application.company import typed_in
from tests.support.paths import ROOT

CODE = ("models", "resolvers", "schema", "web", "tests")
SPELLS_THEM_OUT = {
    "models/company/facts.py": "the declaration",
    "tests/bench/questions.py": "the statement that the peer is asked to answer as well",
    "schema/published.graphql": "the contract as it was released",
    "schema/schema.graphql": "printed",
    "tests/support/scenarios/old_rows.py": "rows as earlier versions left them",
    "web/client/src/api/facts.ts": "printed",
    "web/client/src/api/graphql-env.d.ts": "printed",
    "web/client/src/forms/fields.ts": "printed",
    "web/client/src/words/en/fields.ts": "printed",
    "web/client/src/words/zh/fields.ts": "printed",
    "web/client/src/forms/tableCNames.ts": "printed",
    "web/demo/accounts.json": "the demo's data",
    "web/demo/seeding/cases.py": "the demo's data",
    "web/demo/seeding/names.py": "the demo's data",
    "web/demo/registry.json": "the demo's data",
    "web/graphiql/examples/60-application.graphql": "a query that staff may change as they like",
}
# These two name accounts, links and letters too.
NAMED_EVERYWHERE = {CompanyField.CONTROL_NUMBER, CompanyField.COMPANY_NAME}
# Code may single out a fact, such as the mailbox; a test may try several. Neither lists them.
MOST_IN_CODE = 2
MOST_IN_A_TEST = 5


@pytest.mark.parametrize("kind", [Company, CompanyOnFile])
def test_every_field_has_its_attribute_in_the_same_order(kind: type[CompanyFacts[str]]) -> None:
    attributes = [field.name for field in fields(kind)]
    facts = [field.attribute for field in CompanyField]

    # What is known of a company on file beside its facts stands behind them, and has a default.
    assert attributes[: len(facts)] == facts
    assert all(field.default is None for field in fields(kind)[len(facts) :])


def test_a_fact_is_asked_for_by_its_field() -> None:
    company = Company(**{field.attribute: field.value for field in CompanyField})

    assert all(company.fact(field) == field.value for field in CompanyField)
    assert company.by_attribute() == {field.attribute: field.value for field in CompanyField}


def test_the_examples_can_be_typed_into_the_form() -> None:
    examples = {field: its.example for field, its in FIELDS.items()}

    company = read_company(examples)

    assert company == Company(**{field.attribute: text for field, text in examples.items()})


@pytest.mark.parametrize("field", CompanyField)
def test_a_declaration_can_stand(field: CompanyField) -> None:
    its = FIELDS[field]

    assert its.label.zh
    assert its.label.en
    assert len(its.example) <= its.kind.max_length <= its.kind.max_length_on_file
    assert its.personal or its.kind is not FieldKind.PERSON_NAME


def test_a_field_that_came_later_may_be_missing_from_what_came_before() -> None:
    first = FIELDS[CompanyField.CONTACT_EMAIL]
    later = replace(first, added_later=True)

    assert not column_of(first).has_db_default()
    assert column_of(later).db_default == ""
    assert typed_in(first).default is MISSING
    assert typed_in(later).default == ""


def test_the_fields_of_a_group_stand_together() -> None:
    groups = [group for group, _ in groupby(FIELDS.values(), key=lambda its: its.group)]

    assert len(groups) == len(set(groups))


def test_no_two_fields_share_a_column_of_a_file() -> None:
    def names(its: FieldDeclaration) -> tuple[str, ...]:
        return (its.label.zh, *its.table_c, *its.ems_s_01)

    all_names = [name for its in FIELDS.values() for name in names(its)]

    assert len(all_names) == len(set(all_names))


@pytest.mark.parametrize("path", print_form.printed(), ids=str)
def test_what_is_printed_for_the_client_is_fresh(path: Path) -> None:
    on_file = (print_form.CLIENT / path).read_text(encoding="utf-8")

    assert on_file == print_form.printed()[path], "run make schema, and read the difference"


def test_no_other_file_spells_the_fields_out() -> None:
    listing = {path: names for path, names in _named() if len(names) > _most(path)}

    assert set(SPELLS_THEM_OUT) <= set(listing)
    assert {path: names for path, names in listing.items() if path not in SPELLS_THEM_OUT} == {}


def _most(path: str) -> int:
    is_test = path.startswith("tests/") or ".test.ts" in path or "/src/test/" in path
    return MOST_IN_A_TEST if is_test else MOST_IN_CODE


def _named() -> Iterator[tuple[str, list[str]]]:
    """List the files with the fields that each names, in any spelling."""
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*")):
            path = file.relative_to(ROOT)
            # The documents of three releases are printed, of which not all need be there.
            left_out = {"node_modules", "dist", "migrations", "registered"}
            if not left_out & set(path.parts) and file.suffix in {
                *(".py", ".ts", ".tsx", ".json", ".graphql", ".jinja")
            }:
                text = file.read_text(encoding="utf-8")
                yield path.as_posix(), [field for field in CompanyField if _names(text, field)]


def _names(text: str, field: CompanyField) -> bool:
    if field in NAMED_EVERYWHERE:
        return False
    return bool(re.search(rf"\b({field}|{field.attribute}|{field.camel_case})\b", text))
