"""The size of a GraphQL document, measured in time linear in its length, with fragments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

from schema.gate.introspection import Introspection
from schema.gate.prices import Price, Prices

# The depth of introspection is limited by graphql-core's own MaxIntrospectionDepthRule.
_INTROSPECTION = frozenset({"__schema", "__type"})


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

    parent: GraphQLNamedType | None
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
    introspections: list[FieldNode] = field(default_factory=list)


class Measure:
    """Measures the documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._prices = Prices(schema)
        self._introspection = Introspection(schema)

    def measure(self, document: DocumentNode, *, limit: int) -> list[Size]:
        """Measure each operation.

        ``cost`` counts fields by their weights, those in lists as often as the lists are long; it
        is not exact above ``limit``. Each fragment is surveyed once. Unknown fragments count
        nothing, and a document whose fragments form a cycle has no size: validation refuses both.
        """
        definitions = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        surveys = {name: self._survey(node) for name, node in definitions.items()}
        graph = {name: [spread for spread, _ in own.spreads] for name, own in surveys.items()}
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError:
            return []
        sizes: dict[str, Size] = {}
        for name in order:
            if name in surveys:
                self._count_introspection(surveys[name], definitions, limit=limit)
                sizes[name] = _total(surveys[name], sizes)
        operations = [
            self._survey(node)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        for own in operations:
            self._count_introspection(own, definitions, limit=limit)
        return [_total(own, sizes) for own in operations]

    def _count_introspection(
        self, own: _Survey, fragments: Mapping[str, FragmentDefinitionNode], *, limit: int
    ) -> None:
        for node in own.introspections:
            own.size.cost += self._introspection.cost(node, fragments, limit=limit)

    def _survey(
        self,
        node: OperationDefinitionNode | FragmentDefinitionNode,
    ) -> _Survey:
        survey = _Survey()
        if isinstance(node, OperationDefinitionNode):
            survey.size.operation = node.operation
            parent: GraphQLNamedType | None = self._schema.get_root_type(node.operation)
        else:
            parent = self._schema.get_type(node.type_condition.name.value)
        _count_directives(survey.size, node.directives)
        for variable in node.variable_definitions or ():
            _count_directives(survey.size, variable.directives)
        # An explicit stack: a document may nest deeper than Python's recursion limit.
        top = _Place(parent=parent, in_fragment=isinstance(node, FragmentDefinitionNode))
        stack: list[tuple[SelectionSetNode, _Place]] = [(node.selection_set, top)]
        while stack:
            selections, place = stack.pop()
            for selection in selections.selections:
                stack.extend(self._visit(selection, place, survey))
        return survey

    def _visit(
        self,
        selection: SelectionNode,
        place: _Place,
        survey: _Survey,
    ) -> Iterator[tuple[SelectionSetNode, _Place]]:
        _count_directives(survey.size, selection.directives)
        match selection:
            case FieldNode():
                price = self._prices.of(place.parent, selection.name.value)
                _count_field(selection, place, price, survey.size)
                if place.at_root and selection.name.value in _INTROSPECTION:
                    survey.introspections.append(selection)
                if selection.selection_set:
                    yield selection.selection_set, _below(selection, place, price)
            case InlineFragmentNode():
                yield selection.selection_set, self._inline(selection, place)
            case FragmentSpreadNode():
                survey.spreads.append((selection.name.value, place))

    def _inline(self, node: InlineFragmentNode, place: _Place) -> _Place:
        if node.type_condition is None:
            return place
        return replace(place, parent=self._schema.get_type(node.type_condition.name.value))


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


def _count_field(node: FieldNode, place: _Place, price: Price, size: Size) -> None:
    _count_cost(size, place, price.weight)
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


def _below(node: FieldNode, place: _Place, price: Price) -> _Place:
    inner = place.in_row() if price.is_row else place
    length = price.rows(node)
    is_introspection = place.at_root and node.name.value in _INTROSPECTION
    return replace(
        inner,
        parent=price.returns,
        depth=place.depth + 1,
        # Introspection is priced by what it returns.
        times=0 if is_introspection else inner.times * (length if price.repeats else 1),
        rows=length if price.sized else 1,
        in_fragment=False,
        at_root=False,
        deepens=place.deepens and not is_introspection,
    )
