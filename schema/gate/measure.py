"""The size of a GraphQL document, measured in time linear in its length, with fragments."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

# The depth of introspection is limited by graphql-core's own MaxIntrospectionDepthRule.
_INTROSPECTION = frozenset({"__schema", "__type"})
_PAGE_ARGUMENTS = frozenset({"first", "last"})
_EDGES = "edges"
# What a connection has once, however many rows it has. What is not named here counts for each row.
BESIDE_EDGES = frozenset({"pageInfo", "next", "head", "__typename"})
_UNREADABLY_MANY = 1_000_000


@dataclass(slots=True)
class Size:
    """The measures of an operation, with its fragments expanded at every spread.

    ``cost_per_row`` is used of fragments alone: it counts for each row of the page that spreads it.
    """

    operation: OperationType | None = None
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    directives_on_one_node: int = 0
    root_fields: int = 0
    cost: int = 0
    cost_per_row: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a selection: its depth, how often it is repeated, and whether depth counts.

    ``rows`` is the size of the page that is selected from here. In a fragment it is not known yet
    (``in_fragment``), nor is it below (``per_row``).
    """

    depth: int = 0
    times: int = 1
    rows: int = 1
    in_fragment: bool = False
    per_row: bool = False
    at_root: bool = True
    deepens: bool = True

    def in_row(self) -> "_Place":
        if self.rows == 1 and not self.in_fragment:
            return self
        return replace(
            self,
            times=self.times * self.rows,
            rows=1,
            in_fragment=False,
            per_row=self.per_row or self.in_fragment,
        )


@dataclass(slots=True)
class _Survey:
    size: Size = field(default_factory=Size)
    spreads: list[tuple[str, _Place]] = field(default_factory=list)


def measure(document: DocumentNode, *, page: int) -> list[Size]:
    """Measure each operation.

    ``cost`` counts fields, those in the edges of ``first: n`` or ``last: n`` n times; ``page`` is
    used for n where it is a variable. Each fragment is surveyed once. Unknown fragments count
    nothing, and a document whose fragments form a cycle has no size: validation refuses both.
    """
    fragments = {
        node.name.value: _survey(node, page=page)
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    graph = {name: [spread for spread, _ in own.spreads] for name, own in fragments.items()}
    sizes: dict[str, Size] = {}
    try:
        for name in TopologicalSorter(graph).static_order():
            if name in fragments:
                sizes[name] = _total(fragments[name], sizes)
    except CycleError:
        return []
    return [
        _total(_survey(node, page=page), sizes)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    ]


def _total(own: _Survey, sizes: dict[str, Size]) -> Size:
    size = own.size
    for name, place in own.spreads:
        part = sizes.get(name, Size())
        size.aliases += part.aliases
        size.directives += part.directives
        size.directives_on_one_node = max(size.directives_on_one_node, part.directives_on_one_node)
        _count_cost(size, place, part.cost)
        _count_cost(size, place.in_row(), part.cost_per_row)
        if place.at_root:
            size.root_fields += part.root_fields
        if place.deepens:
            size.depth = max(size.depth, place.depth + part.depth)
    return size


def _survey(node: OperationDefinitionNode | FragmentDefinitionNode, *, page: int) -> _Survey:
    survey = _Survey()
    if isinstance(node, OperationDefinitionNode):
        survey.size.operation = node.operation
    _count_directives(survey.size, node.directives)
    for variable in node.variable_definitions or ():
        _count_directives(survey.size, variable.directives)
    # An explicit stack: a document may nest deeper than Python's recursion limit.
    top = _Place(in_fragment=isinstance(node, FragmentDefinitionNode))
    stack: list[tuple[SelectionSetNode, _Place]] = [(node.selection_set, top)]
    while stack:
        selections, place = stack.pop()
        for selection in selections.selections:
            stack.extend(_visit(selection, place, survey, page=page))
    return survey


def _visit(
    selection: SelectionNode, place: _Place, survey: _Survey, *, page: int
) -> Iterator[tuple[SelectionSetNode, _Place]]:
    _count_directives(survey.size, selection.directives)
    match selection:
        case FieldNode():
            name = selection.name.value
            once = name == _EDGES or name in BESIDE_EDGES
            _count_field(selection, place if once else place.in_row(), survey.size)
            if selection.selection_set:
                inner = place if name in BESIDE_EDGES else place.in_row()
                yield selection.selection_set, _below(selection, inner, page=page)
        case InlineFragmentNode():
            yield selection.selection_set, place
        case FragmentSpreadNode():
            survey.spreads.append((selection.name.value, place))


def _count_field(node: FieldNode, place: _Place, size: Size) -> None:
    _count_cost(size, place, 1)
    size.aliases += node.alias is not None
    size.root_fields += place.at_root and node.name.value != "__typename"
    if place.deepens:
        size.depth = max(size.depth, place.depth + 1)


def _count_cost(size: Size, place: _Place, cost: int) -> None:
    if place.per_row:
        size.cost_per_row += place.times * cost
    else:
        size.cost += place.times * cost


def _count_directives(size: Size, directives: tuple[DirectiveNode, ...] | None) -> None:
    count = len(directives or ())
    size.directives += count
    size.directives_on_one_node = max(size.directives_on_one_node, count)


def _below(node: FieldNode, place: _Place, *, page: int) -> _Place:
    return replace(
        place,
        depth=place.depth + 1,
        rows=_rows(node, page=page),
        in_fragment=False,
        at_root=False,
        deepens=place.deepens and node.name.value not in _INTROSPECTION,
    )


def _rows(node: FieldNode, *, page: int) -> int:
    rows = 1
    for argument in node.arguments or ():
        if argument.name.value in _PAGE_ARGUMENTS:
            match argument.value:
                case VariableNode():
                    rows = max(rows, page)
                case IntValueNode(value=digits):
                    rows = max(rows, int(digits) if len(digits) < 7 else _UNREADABLY_MANY)
    return rows
