"""What `check --go-live` asks besides: the assumptions that only the real surroundings show."""

from collections.abc import Awaitable, Callable
from functools import partial
from ipaddress import ip_address

from models.card.list_scopes import lists_for_nobody
from models.core.mode import Mode
from models.core.seal import SealBroken
from models.pki.crl.revocation_list import About
from models.pki.explain.certificate import described
from models.pki.path.trust import TrustStore
from models.registry.entry import ImportStatus, RegistryEntry, RegistryImport
from models.rehearsal.proven import generations_in_use, last_rehearsal
from models.revocation.lists_on_hand import lists_on_hand
from models.settings.settings import Settings
from models.signature.evidence import Evidence
from resolvers.health.check import Check, CheckFailed
from web.cli.go_live.issuers import issuers_in_force
from web.clock import now

Store = Callable[[], Awaitable[TrustStore]]
# Where an administrator rehearses.
PAGE = "/staff/rehearsal"
# Half as many as the shortest key has. One that is made at random has more with certainty.
_FEWEST_CHARACTERS = 16


def go_live_checks(settings: Settings, store: Store) -> dict[str, Check]:
    """Return the checks before the first real card, by name."""
    return {
        "chains": partial(_chains, store),
        "lists on hand": partial(_lists, settings, store),
        "registry rows": partial(_registry_rows, settings),
        "mail encryption": partial(_mail_encryption, settings),
        "secrets": partial(_secrets, settings),
        "rehearsals": partial(_rehearsals, settings, store),
    }


async def _chains(store: Store) -> str:
    """Return by which schemes the cards of each trusted CA may sign."""
    return "; ".join(
        f"{one.name} has {described(one.public_key)}, its cards sign by"
        f" {', '.join(sorted(one.schemes))}"
        for one in issuers_in_force(await store())
    )


async def _lists(settings: Settings, store: Store) -> str:
    trust = await store()
    known = await lists_on_hand(trust, at=now())
    idle = await lists_for_nobody(trust, same_hosts=settings.revocation.same_hosts)
    said: list[str] = []
    wrong: list[str] = []
    for issuer in issuers_in_force(trust):
        own = [one for one in known if one.issuer_key_id == issuer.key_id]
        lists = [one for one in own if one.about is About.CARDS]
        in_time = [one for one in lists if one.next_update >= now()]
        if issuer.name in idle:
            wrong.append(f"{issuer.name}: speaks of nobody ({idle[issuer.name]})")
        elif in_time:
            newest = max(in_time, key=lambda one: one.number)
            said.append(f"{issuer.name}: number {newest.number}, {len(newest.entries)} entries")
        elif settings.revocation.responders_of(issuer):
            said.append(f"{issuer.name}: {'overdue' if lists else 'none'}, a responder is asked")
        else:
            wrong.append(
                f"{issuer.name}: {'overdue' if lists else 'none'}, and no responder is set"
            )
    if wrong:
        raise CheckFailed(
            f"{'; '.join(wrong)}: every such card is refused; set GPSZONE_LIST_URLS or"
            " GPSZONE_OCSP_URLS, and let a worker fetch the lists"
        )
    return "; ".join(said)


async def _registry_rows(settings: Settings) -> str:
    if settings.registry_url:
        return "none here: the registry is asked about each company"
    counted = []
    for one in await RegistryImport.filter(status=ImportStatus.ACTIVE).order_by("source"):
        rows = await RegistryEntry.filter(import_id=one.id).count()
        counted.append(f"{rows} of {one.source.value}, imported {one.began_at:%Y-%m-%d}")
    if not counted:
        raise CheckFailed("none; import a file with `python -m web registry import`")
    return "; ".join(counted)


async def _rehearsals(settings: Settings, store: Store) -> str:
    if settings.mode is Mode.DEMO:
        return "none needed: a demo has test cards only"
    if settings.mode is Mode.STAGING:
        raise CheckFailed(
            "this is staging, whose database never becomes one of production: ask production,"
            " set up without GPSZONE_STAGING"
        )
    generations = generations_in_use((await store()).issuers.values(), at=now())
    said: list[str] = []
    missing: list[str] = []
    for generation in sorted(generations):
        done = await last_rehearsal(generation)
        if done is None:
            missing.append(generation)
        else:
            counts = {name: done.payload[name] for name in ("held", "differs", "not_seen")}
            said.append(
                f"{generation} on {done.at:%Y-%m-%d}: {counts['held']} held,"
                f" {counts['differs']} differ, {counts['not_seen']} not seen"
            )
    if missing:
        raise CheckFailed(
            f"none with an accepted card of {', '.join(missing)}: an administrator carries one out"
            f" at {settings.origin}{PAGE}"
        )
    return "; ".join(said)


async def _mail_encryption(settings: Settings) -> str:
    if settings.smtp is None:
        return "none: mail is written to a folder"
    if settings.smtp.security == "none" and not _is_loopback(settings.smtp.host):
        raise CheckFailed(
            f"none to {settings.smtp.host}: sign-in links can be read on the way; set"
            " GPSZONE_SMTP_SECURITY to starttls or tls"
        )
    return settings.smtp.security


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _secrets(settings: Settings) -> str:
    if len(set(settings.secret_key)) < _FEWEST_CHARACTERS:
        raise CheckFailed(
            f"GPSZONE_SECRET_KEY has fewer than {_FEWEST_CHARACTERS} different characters; make"
            " one with `openssl rand -base64 48`"
        )
    # The oldest shows a key that was dropped too early, the newest one that was never set here.
    for order in ("at", "-at"):
        kept = await Evidence.all().order_by(order).first()
        if kept is None:
            return "as random as they should be; there is no evidence yet"
        try:
            settings.evidence_seal.open(kept.sealed)
        except SealBroken as broken:
            raise CheckFailed(
                f"evidence {kept.id} of {kept.at:%Y-%m-%d} does not open; put the key that sealed"
                " it back into GPSZONE_EVIDENCE_KEYS"
            ) from broken
    return "as random as they should be; the oldest and the newest evidence open"
