"""Saved phrases: what a reviewer often writes to applicants."""

import strawberry

from models.core.rules import MAX_SAVED_PHRASES
from models.forms import kinds
from models.limits.table import Act
from resolvers.staff import phrases
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most

_ALL = "All phrases that the account has saved, in the order in which they were saved."


@strawberry.input(description="The input of `savePhrase`.")
class SavePhraseInput:
    text: str = strawberry.field(
        description=f"The phrase, at most {kinds.NOTE.longest} characters."
    )


@strawberry.input(description="The input of `forgetPhrase`.")
class ForgetPhraseInput:
    text: str = strawberry.field(description="The phrase, as it was saved.")


@strawberry.type(description="The phrase was saved.")
class SavePhraseSuccess:
    phrases: list[str] = strawberry.field(description=_ALL, directives=[at_most(MAX_SAVED_PHRASES)])


@strawberry.type(description="The phrase was deleted.")
class ForgetPhraseSuccess:
    phrases: list[str] = strawberry.field(description=_ALL, directives=[at_most(MAX_SAVED_PHRASES)])


@strawberry.type
class ViewerPhrases:
    """The field of the viewer."""

    @strawberry.field(
        description="The phrases that the viewer's staff account has saved for notes to "
        "applicants, in the order in which they were saved; null unless the viewer is a REVIEWER "
        "or ADMIN.",
        directives=[at_most(MAX_SAVED_PHRASES)],
    )
    async def phrases(self, info: Info) -> list[str] | None:
        return await phrases.see_phrases(viewer=info.context.viewer)


@strawberry.type
class PhraseMutation:
    """Mutations of saved phrases."""

    @result.mutation(
        raises=phrases.SAVE_RAISES,
        description="Saves a phrase for the viewer's staff account, which may have "
        f"{MAX_SAVED_PHRASES}. Requires the REVIEWER or ADMIN role.",
    )
    async def save_phrase(self, info: Info, input: SavePhraseInput) -> SavePhraseSuccess:
        await info.context.limit(Act.CHANGE)
        saved = await phrases.save_phrase(
            viewer=info.context.viewer, text=input.text, now=info.context.now
        )
        return SavePhraseSuccess(phrases=saved)

    @result.mutation(
        raises=phrases.FORGET_RAISES,
        description="Deletes a phrase of the viewer's staff account. Requires the REVIEWER or "
        "ADMIN role.",
    )
    async def forget_phrase(self, info: Info, input: ForgetPhraseInput) -> ForgetPhraseSuccess:
        await info.context.limit(Act.CHANGE)
        left = await phrases.forget_phrase(
            viewer=info.context.viewer, text=input.text, now=info.context.now
        )
        return ForgetPhraseSuccess(phrases=left)
