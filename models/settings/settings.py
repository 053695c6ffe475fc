"""The operator's settings, read once from the environment and frozen."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from cryptography.fernet import Fernet

from models.core import rules
from models.core.mode import Mode
from models.core.seal import Seal
from models.pki.ocsp.status import AnswerRules
from models.revocation.settings import MOICA_HOSTS, RevocationSettings
from models.settings.environ import read
from models.settings.operations import FreeForm, OperationSettings
from models.settings.refused import SettingsRefused
from models.settings.variables import Environment, Trust


@dataclass(frozen=True, kw_only=True)
class SMTPSettings:
    """The mail server, and how to connect to it."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a process.

    Durations are ``timedelta``; ``origin`` is scheme, host and port, without a trailing slash.
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
    registry_heeds_release: bool
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
    dormant_life: timedelta = rules.DORMANT_LIFE
    abandoned_application_retention: timedelta = rules.ABANDONED_APPLICATION_RETENTION
    sessions_kept: timedelta = rules.SESSIONS_KEPT
    mails_kept: timedelta = rules.MAILS_KEPT
    evidence_kept: timedelta = rules.EVIDENCE_KEPT
    cursor_life: timedelta = rules.CURSOR_LIFE
    operation: OperationSettings = field(default_factory=OperationSettings)
    # Networks that are not public, where partners may be told of a logout.
    openid_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    partner_cursor_life: timedelta = rules.PARTNER_CURSOR_LIFE

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def staging(self) -> bool:
        """Return whether what is written and answered is marked as of staging."""
        return self.mode is Mode.STAGING

    @property
    def mailbox(self) -> Path:
        """Return the folder that replaces the mail server in the demo."""
        return self.state / "mail"


@dataclass(frozen=True, kw_only=True)
class TrustSettings:
    """The folder with the CA certificates, and the mode, which decides whether tests count."""

    folder: Path
    mode: Mode


def trust_settings(environ: Mapping[str, str]) -> TrustSettings:
    """Return what trust goes by; no other setting is needed.

    :raises SettingsRefused: when one of them, or the name of a setting, is wrong.
    """
    values = read(Trust, environ)
    return TrustSettings(folder=_trust(values), mode=_mode(values))


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Return the settings of a production process.

    :raises SettingsRefused: when one is missing, malformed or unsafe.
    """
    values = read(Environment, environ)
    return Settings(
        mode=_mode(values),
        origin=values.origin,
        component_origin="http://localhost:61161",
        database_url=values.database_url,
        state=values.state,
        secret_key=values.secret_key.encode(),
        evidence_seal=values.evidence_keys,
        trust=_trust(values),
        client=Path("web/client/dist"),
        smtp=SMTPSettings(
            host=values.smtp_host,
            port=values.smtp_port,
            security=values.smtp_security,
            username=values.smtp_username,
            password=values.smtp_password,
        ),
        mail_from=values.mail_from,
        help_line=values.help_line,
        registry_url=values.registry_url,
        registry_token=values.registry_token,
        registry_heeds_release=values.registry_release == "heed",
        unknown_company_policy=values.unknown_company,
        list_urls=values.list_urls,
        list_grace=timedelta(hours=values.list_grace_hours),
        revocation=RevocationSettings(
            order=values.revocation_order,
            responders=values.ocsp_urls,
            first_for_high=values.ocsp_for == "high",
            answers=AnswerRules(nonce=values.ocsp_nonce, pinned=values.ocsp_responders),
            authority_list_urls=values.authority_list_urls,
            authority_list_required=values.authority_list_required == "yes",
            same_hosts=tuple(frozenset(group.split("=")) for group in values.crl_same_hosts),
        ),
        link_life=timedelta(days=values.link_days),
        openid_networks=values.openid_networks,
        dormant_life=timedelta(days=values.dormant_days),
        operation=OperationSettings(
            limits=values.limits,
            documents=values.documents,
            redis_url=values.redis_url,
            log=values.log,
            streams=values.streams,
            requests_at_once=values.requests_at_once,
            connections_per_address=values.connections_per_address,
            drain_seconds=values.drain_seconds,
            at_once=values.at_once,
        ),
        abandoned_application_retention=timedelta(days=values.erase_days),
        evidence_kept=rules.years(values.evidence_years),
    )


def refuse_demo_beside(environ: Mapping[str, str]) -> None:
    """Refuse to run a demo on a machine that is set up for production or staging.

    :raises SettingsRefused: when it is.
    """
    for name in ("GPSZONE_ORIGIN", "GPSZONE_ORIGIN_FILE"):
        if environ.get(name):
            raise SettingsRefused([f"{name} is set, but a demo cannot run on a production host"])


def refuse_cards_beside(environ: Mapping[str, str]) -> None:
    """Refuse to run test cards on a machine that is set up for production; beside staging they may.

    :raises SettingsRefused: when it is, or when a setting is wrong.
    """
    if trust_settings(environ).mode is not Mode.STAGING:
        refuse_demo_beside(environ)


def for_demo(
    *, state: Path, port: int, card_port: int, database_url: str | None = None
) -> Settings:
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
        registry_heeds_release=True,
        unknown_company_policy="reject",
        list_urls=(f"{card}/crl/MOICA-complete.crl", f"{card}/crl/MOICA-G3-complete.crl"),
        list_grace=rules.LIST_GRACE,
        revocation=RevocationSettings(
            responders=dict.fromkeys(("G2", "G3"), (f"{card}/ocsp",)),
            # Its authority names MOICA's hosts below a domain that never resolves.
            same_hosts=tuple(frozenset(f"{host}.invalid" for host in one) for one in MOICA_HOSTS),
        ),
        # A demo has no staff: GraphiQL is used without an account.
        operation=OperationSettings(documents=FreeForm.EVERYBODY),
        # The demo's partner system is on this machine.
        openid_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
    )


def _mode(values: Trust) -> Mode:
    return Mode.STAGING if values.staging == "yes" else Mode.PRODUCTION


def _trust(values: Trust) -> Path:
    return values.trust or values.state / "trust"


def _kept_key(path: Path, *, made: str) -> bytes:
    # An interrupted start leaves an empty file, and with an empty key anybody could sign links.
    if not path.exists() or not path.stat().st_size:
        path.touch(mode=0o600)
        path.write_text(made, encoding="ascii")
    return path.read_bytes()
