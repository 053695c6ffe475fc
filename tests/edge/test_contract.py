"""Tests of the public contract: nothing is removed that was not deprecated first."""

import re
from pathlib import Path

import pytest

from schema.print_schema import printed
from schema.publish import PUBLISHED, breaking, main
from schema.registered.documents import CURRENT, EARLIER

BEFORE = """
  type Query { account(number: String!, old: Int): Account other: Other node: Node
    listed(names: [String!] = ["a"]): [String!] }
  interface Node { id: ID! }
  type Account implements Node { id: ID! name: String kind: Kind }
  type Other { thing: String }
  enum Kind { ONE TWO }
"""


def test_the_present_contract_breaks_nothing_that_was_published() -> None:
    published = PUBLISHED.read_text(encoding="utf-8")

    assert breaking(published=published, present=printed()) == []


def test_what_was_published_is_a_contract_and_not_an_empty_file() -> None:
    published = PUBLISHED.read_text(encoding="utf-8")

    broken = breaking(published=published, present=BEFORE)

    assert "TYPE_REMOVED: Application was removed." in broken
    assert len(broken) > 50


@pytest.mark.parametrize(
    ("what", "instead", "said"),
    [
        ("name: String", "", "FIELD_REMOVED: Field Account.name was removed."),
        ("name: String", "name: Int", "FIELD_CHANGED_KIND"),
        ("TWO", "", "VALUE_REMOVED_FROM_ENUM"),
        (", old: Int", "", "ARG_REMOVED"),
        ("old: Int", "old: Int!", "ARG_CHANGED_KIND"),
        ("old: Int", "old: Int, new: Int!", "REQUIRED_ARG_ADDED"),
        ("implements Node", "", "IMPLEMENTED_INTERFACE_REMOVED"),
        ("other: Other", "", "FIELD_REMOVED: Field Query.other was removed."),
        ('= ["a"]', '= ["a", "b"]', "ARG_DEFAULT_VALUE_CHANGE"),
        ("account(number: String!, old: Int): Account", "", "FIELD_REMOVED"),
    ],
)
def test_a_breaking_change_is_found(what: str, instead: str, said: str) -> None:
    broken = breaking(published=BEFORE, present=BEFORE.replace(what, instead))

    assert [found for found in broken if found.startswith(said)], broken


@pytest.mark.parametrize(
    ("what", "deprecated"),
    [
        ("name: String", 'name: String @deprecated(reason: "2027-01-01")'),
        ("TWO", 'TWO @deprecated(reason: "2027-01-01")'),
        (", old: Int", ', old: Int @deprecated(reason: "2027-01-01")'),
    ],
)
def test_what_was_deprecated_first_may_go(what: str, deprecated: str) -> None:
    published = BEFORE.replace(what, deprecated)

    assert breaking(published=published, present=BEFORE.replace(what, "")) == []


def test_a_type_goes_with_the_last_field_that_gave_it() -> None:
    published = BEFORE.replace("other: Other", "other: Other @deprecated")
    present = BEFORE.replace("other: Other", "").replace("type Other { thing: String }", "")

    assert breaking(published=published, present=present) == []
    assert breaking(published=BEFORE, present=present) != []


def test_a_type_that_only_an_interface_gives_is_promised_too() -> None:
    published = BEFORE.replace("account(number: String!, old: Int): Account", "")
    present = re.sub(r"type Account .*\n", "", published).replace("enum Kind { ONE TWO }", "")

    broken = breaking(published=published, present=present)

    assert "TYPE_REMOVED: Account was removed." in broken


def test_what_is_added_breaks_nothing() -> None:
    present = BEFORE.replace("ONE TWO", "ONE TWO THREE").replace("name: ", "more: Int name: ")

    assert breaking(published=BEFORE, present=present) == []


def test_whatever_is_deprecated_says_until_when() -> None:
    reasons = re.findall(r'@deprecated(?:\(reason: "([^"]*)"\))?', printed())

    assert [reason for reason in reasons if not re.search(r"\d{4}-\d\d-\d\d", reason)] == []


def test_a_contract_that_breaks_another_is_not_published(tmp_path: Path) -> None:
    old = tmp_path / "published.graphql"
    (tmp_path / CURRENT).write_text("{}", encoding="utf-8")
    old.write_text(printed() + "extend type Query { gone: Int }\n", encoding="utf-8")

    with pytest.raises(SystemExit, match=r"Query\.gone was removed"):
        main(published=old, documents=tmp_path)

    assert "gone: Int" in old.read_text(encoding="utf-8")
    assert not (tmp_path / EARLIER[0]).exists()


def test_what_is_published_is_the_contract_with_the_documents_of_its_client(tmp_path: Path) -> None:
    old = tmp_path / "published.graphql"
    (tmp_path / CURRENT).write_text("{}", encoding="utf-8")
    old.write_text("type Query { service: Service! } type Service { name: String! }")

    main(published=old, documents=tmp_path)

    assert old.read_text(encoding="utf-8") == printed()
    assert (tmp_path / EARLIER[0]).read_text(encoding="utf-8") == "{}"
