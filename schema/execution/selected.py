"""What an operation selects below a field, so that all of it can be read at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

from schema.context import Info


def selects(info: Info, *path: Collection[str]) -> bool:
    """Return whether the operation selects a field by each of these names, below one another.

    Types and conditions are not looked at, so what is selected may still not be asked for. Nothing
    may depend on it but which way a value is read.
    """
    raw = info._raw_info
    sets = [node.selection_set for node in raw.field_nodes if node.selection_set]
    return _selects(sets, path, raw.fragments)


def _selects(
    sets: Sequence[SelectionSetNode],
    path: Sequence[Collection[str]],
    fragments: Mapping[str, FragmentDefinitionNode],
) -> bool:
    if not path:
        return True
    names, *rest = path
    found = [
        field
        for one in sets
        for field in _fields(one, fragments, seen=set())
        if field.name.value in names
    ]
    below = [field.selection_set for field in found if field.selection_set]
    return bool(found) and _selects(below, rest, fragments)


def _fields(
    selected: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    *,
    seen: set[str],
) -> Iterator[FieldNode]:
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, InlineFragmentNode):
            yield from _fields(one.selection_set, fragments, seen=seen)
        elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
            seen.add(one.name.value)
            yield from _fields(fragments[one.name.value].selection_set, fragments, seen=seen)
