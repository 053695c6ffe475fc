"""What the operator may choose: read once from the environment, frozen, refused with a sentence."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from cryptography.fernet import Fernet

from models.core import rules
from models.core.seal import Seal
from models.pki.algorithms import Scheme
from models.pki.ocsp.status import AnswerRules
from models.revocation.settings import SCHEMES, RevocationSettings
from models.settings.declaration import Environment, Trust
from models.settings.environ import read
from models.settings.operations import OperationSettings
from models.settings.refused import SettingsRefused


class Mode(StrEnum):
    """Name what the process is for."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class SMTPSettings:
    """Say which mail server takes our mail and how we speak to it."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold every choice of the operator.

    Durations are ``timedelta``; ``origin`` is scheme, host and port, without a slash at the end.
    """

    mode: Mode
    origin: str
    component_origin: str
    database_url: str = field(repr=False)
    state: Path
    secret_key: bytes = field(repr=False)
    evidence_seal: Seal = field(repr=False)
    trust: Path
    client: Path
    smtp: SMTPSettings | None
    mail_from: str
    help_line: str | None
    registry_url: str | None
    registry_token: str | None = field(repr=False)
    unknown_company_policy: str
    list_urls: tuple[str, ...]
    list_grace: timedelta
    revocation: RevocationSettings
    challenge_life: timedelta = rules.CHALLENGE_LIFE
    draft_life: timedelta = rules.DRAFT_LIFE
    open_life: timedelta = rules.OPEN_APPLICATION_LIFE
    link_life: timedelta = rules.LINK_LIFE
    session_life: timedelta = rules.APPLICANT_SESSION_LIFE
    signed_in_life: timedelta = rules.SIGNED_IN_LIFE
    abandoned_application_retention: timedelta = rules.ABANDONED_APPLICATION_RETENTION
    sessions_kept: timedelta = rules.SESSIONS_KEPT
    mails_kept: timedelta = rules.MAILS_KEPT
    evidence_kept: timedelta = rules.EVIDENCE_KEPT
    cursor_life: timedelta = rules.CURSOR_LIFE
    operation: OperationSettings = field(default_factory=OperationSettings)
    partner_cursor_life: timedelta = rules.PARTNER_CURSOR_LIFE

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us over https."""
        return self.origin.startswith("https://")

    @property
    def mailbox(self) -> Path:
        """Name the folder that stands for the mail server when there is none (demo)."""
        return self.state / "mail"


def trust_folder(environ: Mapping[str, str]) -> Path:
    """Name the folder with the CA certificates, which needs no other setting.

    :raises SettingsRefused: when it, or the name of a setting, is wrong.
    """
    return _trust(read(Trust, environ))


def trust_schemes(environ: Mapping[str, str]) -> frozenset[Scheme]:
    """Read how CA certificates may be signed, which needs no other setting.

    :raises SettingsRefused: when it, or the name of a setting, is wrong.
    """
    return _schemes(read(Trust, environ))


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read the settings of a production process.

    :raises SettingsRefused: when one is missing, has another shape, or would be unsafe.
    """
    said = read(Environment, environ)
    return Settings(
        mode=Mode.PRODUCTION,
        origin=said.origin,
        component_origin="http://localhost:61161",
        database_url=said.database_url,
        state=said.state,
        secret_key=said.secret_key.encode(),
        evidence_seal=said.evidence_keys,
        trust=_trust(said),
        client=Path("web/client/dist"),
        smtp=SMTPSettings(
            host=said.smtp_host,
            port=said.smtp_port,
            security=said.smtp_security,
            username=said.smtp_username,
            password=said.smtp_password,
        ),
        mail_from=said.mail_from,
        help_line=said.help_line,
        registry_url=said.registry_url,
        registry_token=said.registry_token,
        unknown_company_policy=said.unknown_company,
        list_urls=said.list_urls,
        list_grace=timedelta(hours=said.list_grace_hours),
        revocation=RevocationSettings(
            order=said.revocation_order,
            responders=said.ocsp_urls,
            first_for_high=said.ocsp_for == "high",
            answers=AnswerRules(nonce=said.ocsp_nonce, pinned=said.ocsp_responders),
            authority_list_urls=said.authority_list_urls,
            authority_list_required=said.authority_list_required == "yes",
            schemes=_schemes(said),
        ),
        link_life=timedelta(days=said.link_days),
        operation=OperationSettings(limits=said.limits, redis_url=said.redis_url, log=said.log),
        abandoned_application_retention=timedelta(days=said.erase_days),
        evidence_kept=rules.years(said.evidence_years),
    )


def refuse_demo_beside(environ: Mapping[str, str]) -> None:
    """Keep a demo away from a machine that is set up for production.

    :raises SettingsRefused: when it is.
    """
    for name in ("GPSZONE_ORIGIN", "GPSZONE_ORIGIN_FILE"):
        if environ.get(name):
            raise SettingsRefused([f"{name} is set: a demo never runs on a production host"])


def for_demo(
    *, state: Path, port: int, card_port: int, database_url: str | None = None
) -> Settings:
    """Make the settings of the embedded demo: everything on this machine, under ``state``."""
    card = f"http://localhost:{card_port}"
    state.mkdir(parents=True, exist_ok=True)
    return Settings(
        mode=Mode.DEMO,
        origin=f"http://localhost:{port}",
        component_origin=card,
        database_url=database_url or f"sqlite://{state / 'gpszone.sqlite3'}",
        state=state,
        secret_key=_kept_key(state / "secret.key", made=secrets.token_urlsafe(48)),
        evidence_seal=Seal(
            [_kept_key(state / "evidence.key", made=Fernet.generate_key().decode()).decode()]
        ),
        trust=state / "trust",
        client=Path("web/client/dist"),
        smtp=None,
        mail_from=rules.SENDER_ADDRESS,
        help_line=None,
        registry_url=None,
        registry_token=None,
        unknown_company_policy="reject",
        list_urls=(f"{card}/crl/MOICA-complete.crl", f"{card}/crl/MOICA-G3-complete.crl"),
        list_grace=rules.LIST_GRACE,
        revocation=RevocationSettings(responders=dict.fromkeys(("G2", "G3"), (f"{card}/ocsp",))),
    )


def _trust(said: Trust) -> Path:
    return said.trust or said.state / "trust"


def _schemes(said: Trust) -> frozenset[Scheme]:
    return frozenset().union(*(SCHEMES[name] for name in said.signature_schemes))


def _kept_key(path: Path, *, made: str) -> bytes:
    """Read one of the demo's own secrets; at its first start it is what was ``made``."""
    # A start that was cut short leaves an empty file; an empty key would sign links for anybody.
    if not path.exists() or not path.stat().st_size:
        path.touch(mode=0o600)
        path.write_text(made, encoding="ascii")
    return path.read_bytes()
