"""Every way through the schema to Alice's records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from tests.support.contract import contract

SCHEMA = contract()
ROOTS = ("Query", "Mutation", "Subscription")
# With what a field that takes something is asked, by a word for each way; `{card}` and the like
# are the things of world.py.
ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "Query.application": {
        "of the account": 'id: "{application}"',
        "change of data": 'id: "{data_change}"',
    },
    "Query.link": {"": 'token: "{link}"'},
    "Query.changeLink": {"": 'token: "{change_link}"'},
    "Query.signInLink": {"": 'token: "{sign_in_link}"'},
    "Staff.reviewCase": {"": 'id: "{data_change}"'},
    "Staff.rejectionPreview": {"": 'id: "{data_change}", note: "請更正"'},
    "Staff.account": {"": 'controlNumber: "{control_number}"'},
    "Staff.accounts": {"": "first: 8"},
    "Staff.figures": {"": 'month: "2026-03-02"'},
    "Staff.inquiry": {"": 'number: "{control_number}"'},
    "Staff.journal": {
        "newest": "first: 50",
        "of the account": 'first: 50, filter: {subject: "{account_subject}"}',
    },
    "Staff.membersByCard": {"": 'cardNumber: "{card_number}"'},
    "Query.accessRequestLink": {"": 'token: "{access_link}"'},
    "Query.mailboxCorrectionLink": {"": 'token: "{mailbox_link}"'},
    "Query.identityJoinLink": {"": 'token: "{join_link}"'},
    "Query.authorizationRequest": {"": 'handle: "{handle}"'},
    "Query.node": {
        "Account": 'id: "{account}"',
        "Application": 'id: "{data_change}"',
        "Certificate": 'id: "{card}"',
        "ReviewCase": 'id: "{case}"',
        "CaseMailbox": 'id: "{case_mailbox}"',
        "CertificateDispute": 'id: "{dispute}"',
        "Member": 'id: "{membership}"',
        "AccessRequest": 'id: "{access_request}"',
        "IdentityJoin": 'id: "{join}"',
        "MailboxCorrection": 'id: "{correction}"',
        "MissingCompany": 'id: "{missing}"',
        "Rehearsal": 'id: "{rehearsal}"',
        "Session": 'id: "{session}"',
        "Challenge": 'id: "{challenge}"',
        "Partner": 'id: "{partner}"',
        "PartnerToken": 'id: "{token}"',
        "RelyingParty": 'id: "{relying_party}"',
    },
    "PartnerAccess.account": {"": 'controlNumber: "{control_number}"'},
    "PartnerAccess.certificateMayAct": {
        "her card": 'sha256: "{sha256}", controlNumber: "{control_number}"',
        # No card of an account in a dispute may act.
        "another's card": 'sha256: "{other_sha256}", controlNumber: "{other_number}"',
        "no card": 'sha256: "00", controlNumber: "{control_number}"',
    },
    "Subscription.applicationStatus": {"": 'id: "{data_change}"'},
    "Subscription.updates": {
        "of the account": 'subjects: [{id: "{account}"}]',
        "of the change of data": 'subjects: [{id: "{data_change}"}]',
        "of another session": 'subjects: [{id: "{account}"}], sessionId: "{session}"',
    },
    "Subscription.reviewQueueChanged": {
        "": 'after: "{before_case}"',
        "of another session": 'after: "{before_case}", sessionId: "{session}"',
    },
    "Subscription.accountEvents": {"from now": "", "from before": 'after: "{before_card}"'},
}
# What shows everybody what is their own, or nobody's. For others than Alice it says nothing of her
# things, so that only the words that would give her away are looked for in it.
OWN = {
    *("Query.service", "Query.viewer", "Query.postalDistricts", "Query.handoffDestinations"),
    "Query.systems",
    "Subscription.accountChanged",
}
# Types that no query and no subscription reaches, and why.
NO_DOOR = {
    "RehearsalFinding": "stands in what `rehearseCard` answers, about the asker's own rehearsal",
    "FieldProblem": "stands in InvalidInput and tells what the asker has just typed",
}


@dataclass(frozen=True, kw_only=True)
class Door:
    """One way to a type: a document with ``%s`` for the selection on it."""

    type: str
    root: str
    way: str
    path: tuple[str, ...]
    first: str
    document: str

    @property
    def own(self) -> bool:
        """Whether it leads everybody to their own records, or to Fay's."""
        return self.root in OWN or (self.root == "Query.link" and self.type != "Link")


def is_data(kind: object) -> bool:
    """Return whether a type holds data: no input, no user error, no result of a mutation."""
    return (
        isinstance(kind, GraphQLObjectType)
        and not kind.name.startswith("__")
        and kind.name not in ROOTS
        and not kind.name.endswith("Success")
        and "UserError" not in {one.name for one in kind.interfaces}
    )


def data_types() -> dict[str, GraphQLObjectType]:
    return {
        name: kind
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType) and is_data(kind)
    }


def root(name: str) -> GraphQLObjectType:
    """Return Query, Mutation or Subscription."""
    kind = SCHEMA.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def members(field: GraphQLField) -> list[GraphQLObjectType]:
    """Return the types that a field may return."""
    kind = get_named_type(field.type)
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        return [one for one in SCHEMA.get_possible_types(kind) if is_data(one)]
    return [kind] if isinstance(kind, GraphQLObjectType) and is_data(kind) else []


def doors() -> list[Door]:
    """Return every way from Query to a type that goes through no type twice."""
    return list(_beyond(root("Query"), (), {}))


def _beyond(
    kind: GraphQLObjectType, path: tuple[tuple[str, str], ...], through: Mapping[str, str]
) -> Iterator[Door]:
    """Follow every field of a type; ``path`` holds the fields so far."""
    for name, field in kind.fields.items():
        for way, asked in ways(kind.name, name).items():
            for member in members(field):
                of_another = kind is root("Query") and name == "node" and member.name != way
                if member.name in through or of_another:
                    continue
                step = (*path, (asked, member.name))
                taken = {**through, member.name: way or through.get(kind.name, "")}
                yield _door(step, taken)
                yield from _beyond(member, step, taken)


def ways(kind: str, field: str) -> dict[str, str]:
    """Return a field with each set of arguments.

    :raises AssertionError: when it has a required argument that ARGUMENTS does not have.
    """
    known = ARGUMENTS.get(f"{kind}.{field}")
    needed = [a for a in _field(kind, field).args.values() if str(a.type).endswith("!")]
    given = known or {"": ""}
    assert known or all(a.default_value is not None for a in needed), f"{kind}.{field}: with what?"
    return {way: f"{field}({asked})" if asked else field for way, asked in given.items()}


def _field(kind: str, field: str) -> GraphQLField:
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    asked: GraphQLField = found.fields[field]
    return asked


def _door(path: tuple[tuple[str, str], ...], through: Mapping[str, str]) -> Door:
    """Build the document of a way."""
    text = "%s"
    for asked, member in reversed(path):
        text = f"{asked} {{ __typename ... on {member} {{ {text} }} }}"
    names = tuple(asked.partition("(")[0] for asked, _ in path)
    return Door(
        type=path[-1][1],
        root=f"Query.{names[0]}",
        way=through[path[-1][1]],
        path=names,
        first=" ".join(path[0]),
        document=text,
    )


def bundles(most: int = 6) -> list[list[Door]]:
    """Group doors into documents of at most so many."""
    found: dict[tuple[str, str], list[Door]] = {}
    for door in doors():
        found.setdefault((door.first, door.way), []).append(door)
    return [
        together[at : at + most]
        for together in found.values()
        for at in range(0, len(together), most)
    ]


def shown(kind: str, field: str) -> str:
    """Select a field of a type: itself, or whether there is something."""
    asked = next(iter(ways(kind, field).values()))
    leaf = is_leaf_type(get_named_type(_field(kind, field).type))
    return asked if leaf else f"{asked} {{ __typename }}"


def _may_refuse(field: GraphQLField) -> bool:
    """Return whether a field may be a user error."""
    kind = get_named_type(field.type)
    possible = SCHEMA.get_possible_types(kind) if isinstance(kind, GraphQLUnionType) else ()
    return any("UserError" in {one.name for one in its.interfaces} for its in possible)


def deep(kind: str, *, levels: int, through: frozenset[str] = frozenset()) -> str:
    """Select everything of a type, some levels down, no type within itself."""
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    asked = ["__typename"]
    for name, field in found.fields.items():
        inner = [one.name for one in members(field)]
        text = next(iter(ways(kind, name).values()))
        if is_leaf_type(get_named_type(field.type)):
            asked.append(text)
        elif levels and not {kind, *inner} & through:
            within = " ".join(
                f"... on {one} {{ {deep(one, levels=levels - 1, through=through | {kind})} }}"
                for one in inner
            )
            refused = "... on UserError { code }" if _may_refuse(field) else ""
            asked.append(f"{text} {{ __typename {refused} {within} }}")
    return " ".join(asked)
