"""The gate: the limits of documents, which are measured and validated once per text."""

import asyncio
from contextlib import AbstractAsyncContextManager
from functools import partial
from weakref import WeakKeyDictionary

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.gate.documents import Admission, Documents
from schema.gate.limits import BoundedMerging, Limits, excess
from schema.gate.measure import Measure
from schema.gate.tokens import UNITS_OF_A_TOKEN, tokens_in
from schema.gate.turns.turns import Turns
from schema.registered.documents import Registered

# Characters of a text that is read in less time than a thread takes to begin.
_SMALL = 300


class Gate:
    """Admits documents.

    Only admitted documents are cached, with the least recently used evicted first, so that a text
    is neither parsed nor validated twice and refused ones take no memory. A parsed document takes
    about 130 times the memory of its text: 250 kB of texts are 33 MB.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        introspection: bool = True,
        registered: Registered | None = None,
        cache_documents: int = 500,
        cache_bytes: int = 250_000,
    ) -> None:
        self.limits = limits or Limits()
        self.registered = registered or Registered()
        self._rules = (
            *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
            type("_Merging", (BoundedMerging,), {"comparisons": self.limits.comparisons}),
            MaybeNullValidationRule,
            OneOfInputValidationRule,
            *(() if introspection else (NoSchemaIntrospectionCustomRule,)),
        )
        self._kept = Documents(documents=cache_documents, size=cache_bytes)
        self._measures: WeakKeyDictionary[GraphQLSchema, Measure] = WeakKeyDictionary()
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()

    def admit(self, text: str, *, schema: GraphQLSchema, suggestions: bool) -> Admission:
        """Parse, measure and validate a document, or return the cached admission.

        :raises GraphQLError: when the text cannot be parsed, or is too long to be parsed.
        """
        known = self._kept.get((schema, text))
        if known:
            return known
        admission = self._read(text, schema=schema, suggestions=suggestions)
        self._keep(text, admission, schema=schema)
        return admission

    async def admit_in_turn(
        self, text: str, *, schema: GraphQLSchema, suggestions: bool, address: str
    ) -> Admission:
        """Do what ``admit`` does, beside the event loop if the text is new and not small.

        :raises GraphQLError: as ``admit``, or when too many texts of the address are waiting.
        """
        if known := self._kept.get((schema, text)):
            return known
        price = self.price(text, schema=schema)
        if len(text) <= _SMALL:
            async with self.turns.starts.turn(address, cost=price):
                return self.admit(text, schema=schema, suggestions=suggestions)
        # Made here, so that threads only read it.
        self._measure_of(schema)
        # Several threads would wait for one another, and the event loop for all of them.
        async with self.turns.reading.turn(address, cost=price):
            if known := self._kept.get((schema, text)):
                return known
            read = partial(self._read, text, schema=schema, suggestions=suggestions)
            admission = await asyncio.to_thread(read)
        self._keep(text, admission, schema=schema)
        return admission

    def price(self, text: str, *, schema: GraphQLSchema) -> int:
        """Return what must be paid before anything is done with a text.

        It is the cost of a document that was admitted before, and of a new text its reading.
        """
        known = self._kept.get((schema, text))
        if known:
            return known.cost
        if len(text) > self.limits.characters:
            return 1
        # No more tokens than the limit are read.
        return UNITS_OF_A_TOKEN * min(tokens_in(text), self.limits.tokens)

    def is_known(self, text: str, *, schema: GraphQLSchema) -> bool:
        return (schema, text) in self._kept

    @property
    def turns(self) -> Turns:
        """The turns of the running event loop, of which a process has one."""
        return self._turns.setdefault(asyncio.get_running_loop(), Turns())

    def place(self, address: str, *, cost: int) -> AbstractAsyncContextManager[None]:
        """Return the place of a request, to be taken before anything is done for it.

        :raises NoTurn: on entering, when too many are waiting
        """
        return self.turns.places.take(address, cost=cost)

    def _read(self, text: str, *, schema: GraphQLSchema, suggestions: bool) -> Admission:
        document = self._parse(text)
        limits = self.limits
        count = sum(isinstance(one, OperationDefinitionNode) for one in document.definitions)
        if count > limits.operations:
            message = f"A document may have {limits.operations} operations at most."
            extensions = {"code": "TOO_MANY_OPERATIONS", "limit": limits.operations}
            return Admission(document, 0, (GraphQLError(message, extensions=extensions),))
        sizes = self._measure_of(schema).measure(document, limit=limits.cost)
        errors = [error for size in sizes for error in limits.excesses_of(size)]
        errors = errors or self._faults(document, schema=schema, suggestions=suggestions)
        cost = max((size.cost for size in sizes), default=0)
        return Admission(document, cost, tuple(errors))

    def _keep(self, text: str, admission: Admission, *, schema: GraphQLSchema) -> None:
        if not admission.errors:
            self._kept.put((schema, text), admission)

    def _measure_of(self, schema: GraphQLSchema) -> Measure:
        known = self._measures.get(schema)
        if known is None:
            known = self._measures[schema] = Measure(schema)
        return known

    def _parse(self, text: str) -> DocumentNode:
        limits = self.limits
        if len(text) > limits.characters:
            raise excess("QUERY_TOO_LONG", "characters", limit=limits.characters)
        try:
            return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
        except GraphQLSyntaxError as error:
            # graphql-core raises one type for all three; only the messages differ.
            if f"more than {limits.tokens} tokens" in error.message:
                raise excess("TOO_MANY_TOKENS", "tokens", limit=limits.tokens) from error
            if f"more than {limits.comments} comments" in error.message:
                raise excess("TOO_MANY_COMMENTS", "comments", limit=limits.comments) from error
            error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
            raise

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
            return [excess("TOO_MANY_COMPARISONS", "comparisons of its fields", limit=limit)]
        return errors
