"""The words that stand in one person's records only, by what they reveal."""

from collections.abc import Mapping

from models.account.account import Account
from models.card.certificate import Certificate
from models.company.company import Company, CompanyField
from models.partner.partner import Partner
from models.session.roles import AccountKind
from tests.rights import members
from tests.support.people.partners import Clara

# One mark may have several words, which stand in the same places.
Marks = Mapping[str, tuple[str, ...]]


async def of_alice(company: Company, facts: tuple[CompanyField, ...]) -> Marks:
    """Return the marks of Alice's records, each for itself."""
    card = await Certificate.get(email="own@alice.example")
    words = {
        "card number": card.card_number,
        "certificate": card.sha256,
        "holder": "受測持卡人",
        "colleague": "受測同事",
        "telephone": "02-11112222",
        "e-mail": "own@alice.example",
        "label": "權利室",
        **{field.camel_case: company.fact(field) for field in facts},
        "reviewer's note": "權利測試補正",
        "verified mailbox": "verified@alice.example",
        "how it was verified": "權利測試查證",
        "why it was held": "權利測試停用",
        "why it was opened": "權利測試開立",
        "who asked for it": "sender@alice.example",
        "whose card was reissued": members.RECOGNISED,
        "why access was approved": members.WHY_APPROVED,
        "mailbox that is to be": members.NEW_MAILBOX,
        "why the mailbox is wrong": members.WHY_WRONG,
        "proof of the mailbox": members.PROOF,
    }
    return {what: (word,) for what, word in words.items()}


async def of_companies(companies: Mapping[str, Company], facts: tuple[CompanyField, ...]) -> Marks:
    """Return the marks of other people's companies, and of their cards, by their names."""
    found: dict[str, tuple[str, ...]] = {}
    for name, company in companies.items():
        found[f"{name}'s company"] = tuple(company.fact(field) for field in facts)
        # Dan, who has bound no card, applies for the number of Alice's account.
        card = await Certificate.get_or_none(
            control_number=company.control_number, email="holder@company.example"
        )
        if card is not None:
            found[f"{name}'s name"] = (card.holder_name,)
            found[f"{name}'s card number"] = (card.card_number,)
            found[f"{name}'s certificate"] = (card.sha256,)
    return found


async def of_staff() -> Marks:
    """Return the marks of each member of staff, by the number of the account."""
    found: dict[str, tuple[str, ...]] = {}
    for account in await Account.filter(kind=AccountKind.STAFF):
        whose = account.control_number
        card = await Certificate.get(account_id=account.id)
        found |= {
            f"{whose}": (whose,),
            f"{whose}'s name": (card.holder_name,),
            f"{whose}'s card number": (card.card_number,),
            f"{whose}'s certificate": (card.sha256,),
            f"{whose}'s e-mail": (str(card.email),),
        }
    return found


async def of_partners(*partners: Clara) -> Marks:
    """Return the marks of partners, by their names."""
    found: dict[str, tuple[str, ...]] = {}
    for partner in partners:
        name = (await Partner.get(id=partner.id)).name
        found |= {f"{name}": (name,), f"{name}'s token": (partner.token,)}
    return found
