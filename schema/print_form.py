"""Print the form's fields for the client: ``python -m schema.print_form`` (``make schema``)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import east_asian_width

from models.company.company import FIELDS
from models.company.declaration import LEGENDS, FieldKind, Wording

CLIENT = Path(__file__).parents[1] / "web/client/src"
_HEAD = "Printed from models/company/facts.py by `make schema`: do not edit. */"
_WIDTH = 100
# A document's type, and the fragment with all facts in it.
_FRAGMENTS = {
    "Company": "CompanyFacts",
    "ApprovedCompany": "ApprovedFacts",
    "UnsentForm": "UnsentFacts",
}


def printed() -> dict[Path, str]:
    return {
        Path("forms/fields.ts"): _lines(_fields()),
        Path("forms/tableCNames.ts"): _lines(_table_c()),
        Path("api/facts.ts"): _lines(_facts()),
        Path("words/zh/fields.ts"): _lines(_words(zh=True)),
        Path("words/en/fields.ts"): _lines(_words(zh=False)),
    }


def _fields() -> Iterator[str]:
    yield f"/** The fields of form 1/2, in their order. {_HEAD}"
    yield ""
    yield "export type FieldKind ="
    *kinds, last = (f"  | {_quoted(kind)}" for kind in FieldKind)
    yield from kinds
    yield f"{last};"
    yield ""
    yield "/** The most characters of each kind that are accepted. */"
    yield "export const LONGEST = {"
    yield from (f"  {kind}: {kind.max_length}," for kind in FieldKind)
    yield "} as const;"
    yield ""
    groups = ", ".join(_quoted(group) for group in LEGENDS)
    yield f"export const GROUPS = [{groups}] as const;"
    yield ""
    yield "export const FIELDS = {"
    for field, declared in FIELDS.items():
        yield f"  {field.camel_case}: {{"
        yield _entry("    name", field)
        yield _entry("    group", declared.group)
        yield _entry("    kind", declared.kind)
        yield _entry("    autocomplete", declared.autocomplete)
        yield "  },"
    yield "} as const;"


def _table_c() -> Iterator[str]:
    yield f"/** What EMS 基本資料表 C calls each field. {_HEAD}"
    yield ""
    yield "export const TABLE_C_NAMES = {"
    for field, declared in FIELDS.items():
        names = ", ".join(_quoted(name) for name in (declared.label.zh, *declared.table_c))
        yield f"  {field.camel_case}: [{names}],"
    yield "} as const;"


def _facts() -> Iterator[str]:
    yield f"/** All facts of a company, for the documents that ask for them. {_HEAD}"
    yield "import { graphql } from './graphql';"
    for kind, fragment in _FRAGMENTS.items():
        yield ""
        yield f"export const {fragment} = graphql(`"
        yield f"  fragment {fragment} on {kind} @_unmask {{"
        yield from (f"    {field.camel_case}" for field in FIELDS)
        yield "  }"
        yield "`);"


def _words(*, zh: bool) -> Iterator[str]:
    language = "in Traditional Chinese" if zh else "in English"

    def text(wording: Wording) -> str:
        return wording.zh if zh else wording.en

    yield f"/** What the fields of form 1/2 are called, {language}. {_HEAD}"
    yield ""
    yield "export const fields = {"
    yield "  company: {"
    for field, declared in FIELDS.items():
        yield f"    {field.camel_case}: {{"
        yield _entry("      label", text(declared.label))
        yield _entry("      hint", text(declared.hint))
        yield _entry("      placeholder", text(declared.placeholder))
        yield "    },"
    yield "  },"
    yield "  groups: {"
    for group, legend in LEGENDS.items():
        yield _entry(f"    {group}", text(legend))
    yield "  },"
    yield "};"


def _entry(key: str, text: str) -> str:
    """Write one entry of an object as biome formats it: a line too long breaks after its key."""
    line = f"{key}: {_quoted(text)},"
    columns = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
    if columns <= _WIDTH:
        return line
    indent = " " * (len(key) - len(key.lstrip()) + 2)
    return f"{key}:\n{indent}{_quoted(text)},"


def _quoted(text: str) -> str:
    """Write a string of TypeScript.

    :raises ValueError: when it has a quotation mark or a backslash
    """
    if "'" in text or "\\" in text:
        raise ValueError(f"write ’ in {text!r}, and no backslash")
    return f"'{text}'"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for path, text in printed().items():
        (CLIENT / path).write_text(text, encoding="utf-8")
