"""What every user error has, and the one that speaks of a form."""

import strawberry


@strawberry.interface(
    description="An expected failure: a fact that the asker can act on. "
    "Select it with `... on UserError` to read every failure of a mutation alike."
)
class UserError:
    """Be what every user error has."""

    code: str = strawberry.field(description="The fact's name. It never changes.")
    message: str = strawberry.field(
        description="What happened and what to do next, in the language of Accept-Language."
    )
    path: list[str] = strawberry.field(
        description="The input field that it speaks of, outermost first; empty when none."
    )


@strawberry.type(description="What is wrong with one field of a form.")
class FieldProblem:
    """Be one problem of a form."""

    code: str = strawberry.field(description="The problem's name. It never changes.")
    message: str = strawberry.field(description="What is wrong and what to type instead.")
    path: list[str] = strawberry.field(description="The input field.")


@strawberry.type(description="The form cannot stand as it is; every problem is listed.")
class InvalidInput(UserError):
    """Be ``models.forms.typed_text.InvalidInput``."""

    problems: list[FieldProblem] = strawberry.field(description="One entry a field, in form order.")
