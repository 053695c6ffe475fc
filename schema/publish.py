"""Publish the contract if it has no breaking change: ``python -m schema.publish``.

``schema/published.graphql`` is the contract as it was last released. Nothing in it may be removed
unless it was deprecated there first. The documents of the client stay registered for two releases.
"""

import sys
from pathlib import Path

from graphql import (
    REMOVE,
    BreakingChangeType,
    DangerousChangeType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    Visitor,
    VisitorAction,
    build_ast_schema,
    build_schema,
    find_schema_changes,
    get_named_type,
    parse,
    visit,
)

from schema.print_schema import printed
from schema.registered.documents import CURRENT, EARLIER, REGISTERED

PUBLISHED = Path(__file__).with_name("published.graphql")


# A default that changes gives clients that leave the argument out something else, such as events
# of kinds that they do not know.
_OTHER_DEFAULT = DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE


class _WithoutDeprecated(Visitor):
    """Removes everything that is marked as deprecated from a document."""

    def enter(self, node: Node, *_: object) -> VisitorAction:
        marks = getattr(node, "directives", None) or ()
        return REMOVE if any(mark.name.value == "deprecated" for mark in marks) else None


def breaking(*, published: str, present: str) -> list[str]:
    """List the breaking changes from the published to the present contract (both as SDL).

    Elements that the published contract deprecates, and types reachable only through them, may be
    removed.
    """
    kept = visit(parse(published), _WithoutDeprecated())
    promised = _reachable(build_ast_schema(kept, assume_valid_sdl=True))
    changes = find_schema_changes(promised, build_schema(present))
    return [
        f"{change.type.name}: {change.description}"
        for change in changes
        if isinstance(change.type, BreakingChangeType) or change.type is _OTHER_DEFAULT
    ]


def _reachable(schema: GraphQLSchema) -> GraphQLSchema:
    """Return the schema without types that no operation reaches.

    A type is reached by a field, a union, or a field's interface.
    """
    more: list[GraphQLNamedType] = []
    while True:
        reached = GraphQLSchema(
            query=schema.query_type,
            mutation=schema.mutation_type,
            subscription=schema.subscription_type,
            directives=schema.directives,
            types=more,
            assume_valid=True,
        )
        found = [kind for face in _returned(reached) for kind in schema.get_possible_types(face)]
        if all(kind.name in reached.type_map for kind in found):
            return reached
        more = [*found]


def _returned(schema: GraphQLSchema) -> list[GraphQLInterfaceType]:
    holders = [
        kind
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    ]
    given = [get_named_type(field.type) for kind in holders for field in kind.fields.values()]
    return [kind for kind in given if isinstance(kind, GraphQLInterfaceType)]


def main(*, published: Path = PUBLISHED, documents: Path = REGISTERED) -> None:
    present = printed()
    if broken := breaking(published=published.read_text(encoding="utf-8"), present=present):
        sys.exit("\n".join(["This breaks what was published; deprecate it first:", *broken]))
    published.write_text(present, encoding="utf-8")
    keep_documents(documents)


def keep_documents(folder: Path) -> None:
    """Store the client's documents beside those of the release before, and drop older ones."""
    previous, before = (folder / name for name in EARLIER)
    if previous.is_file():
        previous.replace(before)
    previous.write_bytes((folder / CURRENT).read_bytes())


if __name__ == "__main__":
    main()
