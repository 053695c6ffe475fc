"""The documents that were admitted, kept by their texts."""

from collections import OrderedDict
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema


@dataclass(frozen=True, slots=True)
class Admission:
    """A parsed document, its cost, and the errors for which it is refused, if any."""

    document: DocumentNode
    cost: int
    errors: tuple[GraphQLError, ...]


class Documents:
    """A least-recently-used cache, bounded in number and in bytes of the texts."""

    def __init__(self, *, documents: int, size: int) -> None:
        self._documents = documents
        self._size = size
        self._bytes = 0
        self._kept: OrderedDict[tuple[GraphQLSchema, str], Admission] = OrderedDict()

    def __contains__(self, key: tuple[GraphQLSchema, str]) -> bool:
        return key in self._kept

    def get(self, key: tuple[GraphQLSchema, str]) -> Admission | None:
        admission = self._kept.get(key)
        if admission:
            self._kept.move_to_end(key)
        return admission

    def put(self, key: tuple[GraphQLSchema, str], admission: Admission) -> None:
        if key in self._kept:
            return
        self._kept[key] = admission
        self._bytes += len(key[1].encode())
        while len(self._kept) > self._documents or self._bytes > self._size:
            (_, text), _ = self._kept.popitem(last=False)
            self._bytes -= len(text.encode())
