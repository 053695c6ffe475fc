"""The gate: the limits of documents, which are measured and validated once per text."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from models.core.errors import UserError
from schema.gate.counting import Counting
from schema.gate.documents import SMALL_COST, Documents, may_be_small, not_registered
from schema.gate.lane import Lane, NoTurn
from schema.gate.measure import Measure, Size
from schema.gate.tokens import UNITS_OF_A_TOKEN, tokens_in

# Characters of a text that is read in less time than a thread takes to begin.
_SMALL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a document."""

    characters: int = 20_000
    tokens: int = 1_500
    comments: int = 50
    operations: int = 20
    # Comparisons of fields that may have one name (GraphQL §5.3.2), which grow with the square of
    # their number: a document of the portal needs some hundreds.
    comparisons: int = 10_000
    depth: int = 10
    aliases: int = 15
    directives: int = 50
    directives_on_one_node: int = 5
    query_fields: int = 10
    # A request can try one link or card only, so that a rate limit counts every attempt.
    mutation_fields: int = 1
    cost: int = 5_000
    errors: int = 5


@dataclass(frozen=True, slots=True)
class Admission:
    """A parsed document, its cost, and the errors for which it is refused, if any."""

    document: DocumentNode
    cost: int
    errors: tuple[GraphQLError, ...]


class _Turns:
    """Costly operations take turns, and large texts are read one after another."""

    def __init__(self) -> None:
        self.costly = Lane()
        self.reading = asyncio.Lock()


class _BoundedMerging(OverlappingFieldsCanBeMergedRule):
    """The rule that fields of one name can be merged, which gives up early."""

    comparisons = Limits().comparisons

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = self.comparisons


class Gate:
    """Admits documents; it is also the extension factory for ``Schema(extensions=[gate])``.

    Only admitted documents are cached, with the least recently used evicted first, so that a text
    is neither parsed nor validated twice and refused ones take no memory. A parsed document takes
    about 130 times the memory of its text: 250 kB of texts are 33 MB.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        introspection: bool = True,
        documents: Documents | None = None,
        cache_documents: int = 500,
        cache_bytes: int = 250_000,
    ) -> None:
        self.limits = limits or Limits()
        self.documents = documents or Documents()
        self._rules = (
            *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
            type("_Merging", (_BoundedMerging,), {"comparisons": self.limits.comparisons}),
            MaybeNullValidationRule,
            OneOfInputValidationRule,
            *(() if introspection else (NoSchemaIntrospectionCustomRule,)),
        )
        self._cache = _Cache(documents=cache_documents, size=cache_bytes)
        self._measures: WeakKeyDictionary[GraphQLSchema, Measure] = WeakKeyDictionary()
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = WeakKeyDictionary()

    def __call__(self) -> SchemaExtension:
        return _Guard(self)

    def admit(self, text: str, *, schema: GraphQLSchema, suggestions: bool) -> Admission:
        """Parse, measure and validate a document, or return the cached admission.

        :raises GraphQLError: when the text cannot be parsed, or is too long to be parsed.
        """
        known = self._cache.get((schema, text))
        if known:
            return known
        admission = self._read(text, schema=schema, suggestions=suggestions)
        self._keep(text, admission, schema=schema)
        return admission

    async def admit_large(
        self, text: str, *, schema: GraphQLSchema, suggestions: bool
    ) -> Admission:
        """Do what ``admit`` does, beside the event loop if the text is new and not small.

        :raises GraphQLError: as ``admit``
        """
        if len(text) <= _SMALL or (schema, text) in self._cache:
            return self.admit(text, schema=schema, suggestions=suggestions)
        self._measure_of(schema)
        async with self.turns.reading:
            if known := self._cache.get((schema, text)):
                return known
            read = partial(self._read, text, schema=schema, suggestions=suggestions)
            admission = await asyncio.to_thread(read)
        self._keep(text, admission, schema=schema)
        return admission

    def price(self, text: str, *, schema: GraphQLSchema) -> int:
        """Return what must be paid before anything is done with a text.

        It is the cost of a document that was admitted before, and of a new text its reading.
        """
        known = self._cache.get((schema, text))
        if known:
            return known.cost
        if len(text) > self.limits.characters:
            return 1
        # No more tokens than the limit are read.
        return UNITS_OF_A_TOKEN * min(tokens_in(text), self.limits.tokens)

    def is_known(self, text: str, *, schema: GraphQLSchema) -> bool:
        return (schema, text) in self._cache

    @property
    def turns(self) -> "_Turns":
        """The turns of the running event loop, of which a process has one."""
        return self._turns.setdefault(asyncio.get_running_loop(), _Turns())

    def _read(self, text: str, *, schema: GraphQLSchema, suggestions: bool) -> Admission:
        document = self._parse(text)
        limits = self.limits
        count = sum(isinstance(one, OperationDefinitionNode) for one in document.definitions)
        if count > limits.operations:
            message = f"A document may have {limits.operations} operations at most."
            extensions = {"code": "TOO_MANY_OPERATIONS", "limit": limits.operations}
            return Admission(document, 0, (GraphQLError(message, extensions=extensions),))
        sizes = self._measure_of(schema).measure(document, limit=limits.cost)
        errors = [error for size in sizes for error in self._excesses_of(size)]
        errors = errors or self._faults(document, schema=schema, suggestions=suggestions)
        cost = max((size.cost for size in sizes), default=0)
        return Admission(document, cost, tuple(errors))

    def _keep(self, text: str, admission: Admission, *, schema: GraphQLSchema) -> None:
        if not admission.errors:
            self._cache.put((schema, text), admission)

    def _measure_of(self, schema: GraphQLSchema) -> Measure:
        known = self._measures.get(schema)
        if known is None:
            known = self._measures[schema] = Measure(schema)
        return known

    def _parse(self, text: str) -> DocumentNode:
        limits = self.limits
        if len(text) > limits.characters:
            raise _excess("QUERY_TOO_LONG", "characters", limit=limits.characters)
        try:
            return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
        except GraphQLSyntaxError as error:
            # graphql-core raises one type for all three; only the messages differ.
            if f"more than {limits.tokens} tokens" in error.message:
                raise _excess("TOO_MANY_TOKENS", "tokens", limit=limits.tokens) from error
            if f"more than {limits.comments} comments" in error.message:
                raise _excess("TOO_MANY_COMMENTS", "comments", limit=limits.comments) from error
            error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
            raise

    def _excesses_of(self, size: Size) -> Iterator[GraphQLError]:
        limits = self.limits
        mutates = size.operation is OperationType.MUTATION
        for code, what, found, limit in (
            ("QUERY_TOO_DEEP", "levels", size.depth, limits.depth),
            ("TOO_MANY_ALIASES", "aliases", size.aliases, limits.aliases),
            ("TOO_MANY_DIRECTIVES", "directives", size.directives, limits.directives),
            (
                "TOO_MANY_DIRECTIVES",
                "directives in one place",
                size.directives_on_one_node,
                limits.directives_on_one_node,
            ),
            (
                "TOO_MANY_ROOT_FIELDS",
                "fields at the root of a mutation" if mutates else "fields at the root",
                size.root_fields,
                limits.mutation_fields if mutates else limits.query_fields,
            ),
            ("QUERY_TOO_COSTLY", "units of cost", size.cost, limits.cost),
        ):
            if found > limit:
                yield _excess(code, what, limit=limit)

    def _faults(
        self, document: DocumentNode, *, schema: GraphQLSchema, suggestions: bool
    ) -> list[GraphQLError]:
        errors = validate(
            schema,
            document,
            self._rules,
            max_errors=self.limits.errors,
            hide_suggestions=not suggestions,
        )
        for error in errors:
            error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED"}
        if len(errors) == 1 and isinstance(errors[0], ValidationAbortedError):
            # Nothing was found to be wrong: there were too many fields to compare.
            limit = self.limits.comparisons
            return [_excess("TOO_MANY_COMPARISONS", "comparisons of its fields", limit=limit)]
        return errors


def _excess(code: str, what: str, *, limit: int) -> GraphQLError:
    message = f"An operation may have {limit} {what} at most."
    return GraphQLError(message, extensions={"code": code, "limit": limit})


class _Cache:
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


class _Guard(SchemaExtension):
    """Replaces Strawberry's parsing and validation by the gate's."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._errors: list[GraphQLError] = []
        self._cost = 0

    async def on_parse(self) -> AsyncIterator[None]:
        asked = self.execution_context
        text, schema = asked.query or "", asked.schema._schema
        free = not isinstance(asked.context, Counting) or asked.context.sends_free_form
        bound = not free and not self._gate.documents.has(text)
        if bound and not may_be_small(text):
            raise not_registered()
        known = self._gate.is_known(text, schema=schema)
        admission = await self._gate.admit_large(
            text, schema=schema, suggestions=bool(getattr(asked.context, "suggestions", False))
        )
        if bound and admission.cost > SMALL_COST:
            raise not_registered()
        asked.graphql_document = admission.document
        self._errors = [*admission.errors, *self._unclear(admission.document)]
        self._cost = admission.cost
        if isinstance(asked.context, Counting) and not self._errors:
            await self._count(asked.context, cost=0 if known else admission.cost)
        yield

    async def _count(self, context: Counting, *, cost: int) -> None:
        try:
            kind = self.execution_context.operation_type.value.lower()
        except RuntimeError:
            return  # The endpoint reports that there is no such operation.
        try:
            await context.admitted(kind=kind, cost=cost)
        except UserError as refusal:
            raise GraphQLError(refusal.code, original_error=refusal) from refusal

    def on_validate(self) -> Iterator[None]:
        """Set the gate's errors; even an empty list makes Strawberry skip its validation."""
        self.execution_context.pre_execution_errors = self._errors
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context.context
        if not isinstance(context, Counting):
            yield
            return
        try:
            async with self._gate.turns.costly.turn(context.address, cost=self._cost):
                yield
        except NoTurn as full:
            raise GraphQLError(
                "Too many costly operations are waiting; try again.",
                extensions={"code": "TOO_MANY_IN_FLIGHT"},
            ) from full

    def _unclear(self, document: DocumentNode) -> Iterator[GraphQLError]:
        # Strawberry would run the first of several, contrary to GraphQL §6.1 (GetOperation).
        named = self.execution_context._provided_operation_name is not None
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        if len(operations) > 1 and not named:
            message = "Several operations: say which in operationName."
            yield GraphQLError(message, extensions={"code": "OPERATION_NAME_MISSING"})


class QuietExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs operations without suggesting names in errors about variables."""

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> Any:
        return super().build(*args, **{**kwargs, "hide_suggestions": True})
