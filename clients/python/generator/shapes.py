"""How the objects and choices of an operation are written in Python."""

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    type_from_ast,
)

# Each scalar's type, and the function of gpszone_partner.reading that reads it.
SCALARS = {
    **dict.fromkeys(("ID", "String", "Cursor", "Base64", "UUID"), ("str", "text")),
    "Boolean": ("bool", "truth"),
    "Int": ("int", "number"),
    "DateTime": ("datetime", "moment"),
}
# The codes of every user error of the service: a partner meets few of them, and the transport
# others, which are no values of this type.
TEXTS = frozenset({"UserErrorCode"})


@dataclass(frozen=True)
class Shape:
    """How a value is written in Python: its type, and the expression of its reader."""

    type: str
    reader: str


@dataclass
class Writer:
    """Collects the definitions for the operations of one document."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    written: dict[str, str] = field(default_factory=dict)

    def shape(self, kind: object, selected: Sequence[SelectionNode], *, name: str) -> Shape:
        if isinstance(kind, GraphQLNonNull):
            return self._present(kind.of_type, selected, name=name)
        inner = self._present(kind, selected, name=name)
        return Shape(f"{inner.type} | None", f"maybe({inner.reader})")

    def _present(self, kind: object, selected: Sequence[SelectionNode], *, name: str) -> Shape:
        match kind:
            case GraphQLList():
                inner = self.shape(kind.of_type, selected, name=name)
                return Shape(f"tuple[{inner.type}, ...]", f"listed({inner.reader})")
            case GraphQLEnumType() if kind.name not in TEXTS:
                return Shape(f"{self._enum(kind)} | str", f"one_of({kind.name})")
            case GraphQLEnumType():
                return Shape("str", "text")
            case GraphQLObjectType():
                return self._object(kind, selected, name=name)
            case GraphQLUnionType() | GraphQLInterfaceType():
                return self._choice(kind, selected)
        return Shape(*SCALARS[str(kind)])

    def _enum(self, kind: GraphQLEnumType) -> str:
        values = "".join(f'    {value} = "{value}"\n' for value in kind.values)
        self._define(kind.name, f"class {kind.name}(StrEnum):\n{_label(kind)}\n{values}")
        return kind.name

    def _object(
        self, kind: GraphQLObjectType, selected: Sequence[SelectionNode], *, name: str
    ) -> Shape:
        match selected:
            case [FragmentSpreadNode(name=spread)]:
                name = spread.value
                selected = self.fragments[name].selection_set.selections
        fields = self._fields(kind, self._fields_for(kind, selected), name=name)
        declared = "".join(f"    {attribute}: {its.type}\n" for attribute, _, its in fields)
        read = ",".join(f'{attr}=take(value, "{key}", {its.reader})' for attr, key, its in fields)
        self._define(
            name,
            f"@dataclass(frozen=True, slots=True, kw_only=True)\nclass {name}:\n{_label(kind)}\n"
            f"{declared}\n    @classmethod\n    def read(cls, value: object) -> Self:\n"
            f"        return cls({read})\n",
        )
        return Shape(name, f"{name}.read")

    def _fields(
        self, kind: GraphQLObjectType, nodes: Iterable[FieldNode], *, name: str
    ) -> list[tuple[str, str, Shape]]:
        """Return attribute, key in the answer and shape of each field, without __typename."""
        found = {}
        for node in nodes:
            if (key := node.name.value) == "__typename":
                continue
            inner = node.selection_set.selections if node.selection_set else ()
            its = self.shape(kind.fields[key].type, inner, name=name + key[0].upper() + key[1:])
            found[key] = (_snake(key), key, its)
        return list(found.values())

    def _fields_for(
        self, kind: GraphQLObjectType, selected: Iterable[SelectionNode]
    ) -> Iterator[FieldNode]:
        """Yield the fields that a value of this type has, through the fragments that apply."""
        for node in selected:
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = node if isinstance(node, InlineFragmentNode) else self._fragment(node)
            if self._applies(fragment, kind):
                yield from self._fields_for(kind, fragment.selection_set.selections)

    def _choice(
        self, kind: GraphQLUnionType | GraphQLInterfaceType, selected: Sequence[SelectionNode]
    ) -> Shape:
        named = [node for node in selected if isinstance(node, InlineFragmentNode)]
        conditions = [node.type_condition.name.value for node in named if node.type_condition]
        name = kind.name
        reader = f"read_{_snake(name)}"
        read = f"def {reader}(value: object) -> {name}:\n    match typename(value):\n"
        last = "        case other:\n"
        kinds = []
        for node, condition in zip(named, conditions, strict=True):
            its = self.schema.type_map[condition]
            if isinstance(its, GraphQLInterfaceType):
                stands_for = self._interface(its, conditions, possible=kind)
                inner = self._object(stands_for[0], node.selection_set.selections, name=condition)
                keys = ", ".join(f'"{key.name.value}"' for key in self._plain(node))
                last += f"            if has(value, {keys}):\n"
                last += f"                return {condition}.read(value)\n"
                cases = " | ".join(f'"{one.name}"' for one in stands_for)
            else:
                assert isinstance(its, GraphQLObjectType)
                of_its = [n for n in named if self._applies(n, its)]
                merged = [one for n in of_its for one in n.selection_set.selections]
                inner = self._object(its, merged, name=condition)
                cases = f'"{condition}"'
            kinds.append(inner.type)
            read += f"        case {cases}:\n            return {inner.reader}(value)\n"
        self._define(name, f"{name} = {' | '.join([*kinds, 'Unknown'])}\n")
        self._define(reader, f"{read}{last}            return Unknown(typename=other)\n")
        return Shape(name, reader)

    def _interface(
        self,
        interface: GraphQLInterfaceType,
        named: Sequence[str],
        *,
        possible: GraphQLUnionType | GraphQLInterfaceType,
    ) -> list[GraphQLObjectType]:
        """Return the types of a choice that an interface stands for and nothing else does."""
        return [
            one
            for one in self.schema.get_possible_types(possible)
            if interface in one.interfaces and one.name not in named
        ]

    def _plain(self, node: InlineFragmentNode) -> list[FieldNode]:
        return [one for one in node.selection_set.selections if isinstance(one, FieldNode)]

    def _fragment(self, node: SelectionNode) -> FragmentDefinitionNode:
        assert isinstance(node, FragmentSpreadNode)
        return self.fragments[node.name.value]

    def _applies(
        self, node: InlineFragmentNode | FragmentDefinitionNode, kind: GraphQLObjectType
    ) -> bool:
        if node.type_condition is None:
            return True
        name = node.type_condition.name.value
        return name == kind.name or name in {one.name for one in kind.interfaces}

    def operation(self, node: OperationDefinitionNode, text: str) -> None:
        """Write the function that makes the call of an operation."""
        assert node.name
        name, root = node.name.value, self.schema.get_root_type(node.operation)
        data = self._object_of(root, node, name=name)
        parameters, variables = [], []
        for variable in node.variable_definitions or ():
            key = variable.variable.name.value
            kind = type_from_ast(self.schema, variable.type)
            parameters.append(f"{_snake(key)}: {self._input(kind)}")
            value = f"list({_snake(key)})" if "Sequence" in parameters[-1] else _snake(key)
            variables.append(f'"{key}": {value}')
        constant = _snake(name).upper()
        self._define(constant, f'{constant} = """\n{text}\n"""\n')
        self._define(
            f"call {name}",
            f"def {_snake(name)}(*, {', '.join(parameters)}) -> Call[{data}]:\n"
            f'    return Call(name="{name}", document={constant}, '
            f"variables={{{', '.join(variables)}}}, read={data}.read)\n",
        )

    def _object_of(
        self, root: GraphQLNamedType | None, node: OperationDefinitionNode, *, name: str
    ) -> str:
        assert isinstance(root, GraphQLObjectType)
        return self._object(root, node.selection_set.selections, name=name).type

    def _input(self, kind: object) -> str:
        """Return the type of a variable."""
        match kind:
            case GraphQLNonNull(of_type=GraphQLList(of_type=inner)):
                return f"Sequence[{self._input(inner)}]"
            case GraphQLNonNull(of_type=GraphQLEnumType() as inner):
                return self._enum(inner)
            case GraphQLNonNull(of_type=inner):
                return SCALARS[str(inner)][0]
        return f"{SCALARS[str(kind)][0]} | None"

    def _define(self, name: str, text: str) -> None:
        if self.written.setdefault(name, text) != text:
            sys.exit(f"two different definitions of {name}")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _label(kind: GraphQLNamedType) -> str:
    first, stop, _ = (kind.description or kind.name).replace("\n", " ").partition(". ")
    return textwrap.indent(textwrap.fill(f'"""{first}{stop.strip()}"""', 80), "    ") + "\n"
