"""Tests of settings: each bad value is refused with a sentence that names the variable."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.serialization import Encoding

from models.limits.table import Mode
from models.pki.ocsp.status import AnswerRules, NonceRule, ResponderPin
from models.pki.path.anchors import AnchorNotPinned
from models.revocation.settings import MOICA_HOSTS, RevocationSettings, Source
from models.settings.operations import LogForm
from models.settings.refused import SettingsRefused
from models.settings.settings import for_demo, from_environ
from tests.support import cards
from tests.support.cli.settings import GOOD, KEY
from web.demo.authority import CardKind, Generation
from web.http.context import language_of
from web.trust.files import TrustFilesUnusable, read_folder


def test_production_needs_little() -> None:
    settings = from_environ(GOOD)

    assert settings.secure
    assert settings.smtp is not None
    assert (settings.smtp.port, settings.smtp.security) == (587, "starttls")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("GPSZONE_SMTP_PORT", "abc", "GPSZONE_SMTP_PORT=abc: expected a whole number from 1"),
        ("GPSZONE_ORIGIN", "http://portal.example", "expected https://host"),
        ("GPSZONE_ORIGIN", "https://portal.example/", "expected https://host"),
        ("GPSZONE_ORIGIN", "", "GPSZONE_ORIGIN is missing"),
        ("GPSZONE_DATABASE_URL", "", "GPSZONE_DATABASE_URL is missing"),
        ("GPSZONE_SECRET_KEY", "short", "GPSZONE_SECRET_KEY: expected at least 32"),
        ("GPSZONE_EVIDENCE_KEYS", "", "GPSZONE_EVIDENCE_KEYS is missing"),
        ("GPSZONE_EVIDENCE_KEYS", "short", "GPSZONE_EVIDENCE_KEYS: expected 32 random bytes"),
        ("GPSZONE_EVIDENCE_KEYS", f"{KEY} short", "GPSZONE_EVIDENCE_KEYS: expected 32"),
        ("GPSZONE_EVIDENCE_KEYS", "鑰" * 32, "GPSZONE_EVIDENCE_KEYS: expected 32"),
        ("GPSZONE_SMTP_HOST", "", "GPSZONE_SMTP_HOST is missing"),
        ("GPSZONE_SMTP_SECURITY", "maybe", "expected one of starttls, tls, none"),
        ("GPSZONE_UNKNOWN_COMPANY", "x", "expected one of reject, person"),
        ("GPSZONE_REDIS_URL", "http://redis", "expected redis://host or rediss://host"),
        ("GPSZONE_REDIS_URL", "redis://", "expected redis://host or rediss://host"),
        ("GPSZONE_LIMITS", "off", "GPSZONE_LIMITS=off: expected one of on, track"),
        ("GPSZONE_LOG", "xml", "GPSZONE_LOG=xml: expected one of json, text"),
        ("GPSZONE_SMTP_PASSWORD_FILE", "nowhere", "GPSZONE_SMTP_PASSWORD_FILE"),
        ("GPSZONE_REVOCATION_ORDER", "list crl", "GPSZONE_REVOCATION_ORDER=list crl: expected"),
        ("GPSZONE_REVOCATION_ORDER", "list list", "each once"),
        ("GPSZONE_REVOCATION_ORDER", " ", "each once"),
        ("GPSZONE_OCSP_URLS", "http://ocsp.example", "GPSZONE_OCSP_URLS=http://ocsp.example: exp"),
        ("GPSZONE_OCSP_URLS", "G3=ldap://ocsp.example", "expected G3=http://"),
        ("GPSZONE_OCSP_URLS", "G3=http:///x", "expected G3=http://"),
        ("GPSZONE_OCSP_FOR", "all", "expected one of high, none"),
        ("GPSZONE_OCSP_NONCE", "no", "expected one of required, optional"),
        ("GPSZONE_OCSP_RESPONDERS", "abc", "GPSZONE_OCSP_RESPONDERS=abc: expected an issuer's key"),
        ("GPSZONE_OCSP_RESPONDERS", f"={'ab' * 32}", "expected an issuer's key"),
        ("GPSZONE_AUTHORITY_LIST_REQUIRED", "yes", "expected GPSZONE_AUTHORITY_LIST_URLS"),
        ("GPSZONE_AUTHORITY_LIST_REQUIRED", "perhaps", "expected one of no, yes"),
    ],
)
def test_an_invalid_setting_is_refused_by_name(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        from_environ(GOOD | {name: value})

    assert sentence in str(refused.value)


def test_revocation_is_as_the_operator_chooses() -> None:
    chosen = from_environ(
        GOOD
        | {
            "GPSZONE_REVOCATION_ORDER": "ocsp list",
            "GPSZONE_OCSP_URLS": "G3=http://a.example/o G2=http://b.example G3=https://c.example",
            "GPSZONE_OCSP_FOR": "none",
            "GPSZONE_OCSP_NONCE": "required",
            "GPSZONE_CRL_SAME_HOSTS": "A.example=b.example  c.example=d.example=127.0.0.1",
            "GPSZONE_OCSP_RESPONDERS": f"{'cd' * 20}={':'.join(['AB'] * 32)}",
            "GPSZONE_AUTHORITY_LIST_URLS": "http://root.example/CA.crl",
            "GPSZONE_AUTHORITY_LIST_REQUIRED": "yes",
        }
    ).revocation

    assert chosen == RevocationSettings(
        order=(Source.OCSP, Source.LIST),
        responders={
            "G3": ("http://a.example/o", "https://c.example"),
            "G2": ("http://b.example",),
        },
        first_for_high=False,
        answers=AnswerRules(
            nonce=NonceRule.REQUIRED,
            pinned=frozenset({ResponderPin(issuer_key_id="cd" * 20, sha256="ab" * 32)}),
        ),
        authority_list_urls=("http://root.example/CA.crl",),
        authority_list_required=True,
        same_hosts=(
            frozenset({"a.example", "b.example"}),
            frozenset({"c.example", "d.example", "127.0.0.1"}),
        ),
    )


def test_no_hosts_are_the_same_where_the_operator_says_none() -> None:
    assert from_environ(GOOD).revocation.same_hosts == MOICA_HOSTS
    assert from_environ(GOOD | {"GPSZONE_CRL_SAME_HOSTS": "none"}).revocation.same_hosts == ()


def test_an_answer_may_lack_the_nonce_unless_the_operator_requires_it() -> None:
    assert from_environ(GOOD).revocation.answers.nonce is NonceRule.OPTIONAL


def test_revocation_without_a_choice_is_lists_then_responders_that_nobody_has_named() -> None:
    assert from_environ(GOOD).revocation == RevocationSettings()


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("s3cret" * 8 + "\n")
    environ = {k: v for k, v in GOOD.items() if k != "GPSZONE_SECRET_KEY"}

    settings = from_environ(environ | {"GPSZONE_SECRET_KEY_FILE": str(file)})

    assert settings.secret_key == b"s3cret" * 8
    assert "s3cret" not in repr(settings)


def test_production_limits_and_logs_for_machines_by_default() -> None:
    usual = from_environ(GOOD).operation
    redis = {"GPSZONE_REDIS_URL": "rediss://:s3cret@redis.example:6380/1"}
    chosen = from_environ(GOOD | redis | {"GPSZONE_LIMITS": "track", "GPSZONE_LOG": "text"})

    assert (usual.limits, usual.log, usual.redis_url) == (Mode.ON, LogForm.JSON, None)
    assert (chosen.operation.limits, chosen.operation.log) == (Mode.TRACK, LogForm.TEXT)
    assert chosen.operation.redis_url == redis["GPSZONE_REDIS_URL"]
    assert "s3cret" not in repr(chosen)


def test_a_wrong_address_of_redis_is_not_shown() -> None:
    with pytest.raises(SettingsRefused) as refused:
        from_environ(GOOD | {"GPSZONE_REDIS_URL": "http://:s3cret@redis"})

    assert "s3cret" not in str(refused.value)


def test_the_demo_keeps_its_secret_to_itself(tmp_path: Path) -> None:
    first = for_demo(state=tmp_path / "var", port=8000, card_port=61161)
    second = for_demo(state=tmp_path / "var", port=8000, card_port=61161)

    assert first.secret_key == second.secret_key
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o077 == 0


def test_keys_of_evidence_may_come_from_a_file_and_are_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    newer, older = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    file.write_text(f"{newer}\n{older}\n")
    environ = {k: v for k, v in GOOD.items() if k != "GPSZONE_EVIDENCE_KEYS"}

    settings = from_environ(environ | {"GPSZONE_EVIDENCE_KEYS_FILE": str(file)})

    sealed = settings.evidence_seal.close(b"evidence", at=cards.AT)
    assert Fernet(newer).decrypt(sealed) == b"evidence"
    assert settings.evidence_seal.open(Fernet(older).encrypt(b"older")) == b"older"
    assert newer not in repr(settings)


def test_the_demo_keeps_its_key_of_evidence_to_itself(tmp_path: Path) -> None:
    first = for_demo(state=tmp_path / "var", port=8000, card_port=61161)
    second = for_demo(state=tmp_path / "var", port=8000, card_port=61161)

    sealed = first.evidence_seal.close(b"evidence", at=cards.AT)

    assert second.evidence_seal.open(sealed) == b"evidence"
    assert (tmp_path / "var" / "evidence.key").stat().st_mode & 0o077 == 0


def test_an_empty_trust_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrustFilesUnusable, match="no CA certificate"):
        read_folder(tmp_path)
    with pytest.raises(TrustFilesUnusable):
        read_folder(tmp_path / "missing")


def test_test_anchors_are_never_trusted_in_production(tmp_path: Path) -> None:
    ca = cards.authority().issuer(kind=CardKind.CITIZEN, generation=Generation.G3)
    (tmp_path / "test.pem").write_bytes(ca.certificate.public_bytes(Encoding.PEM))

    with pytest.raises(AnchorNotPinned):
        read_folder(tmp_path).store(at=cards.AT)


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.pem").write_text("Dear Sir")

    with pytest.raises(TrustFilesUnusable, match=r"letter\.pem: not a certificate"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-Hant-TW"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant-TW"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.5, zh;q=0.4", "en"),
        ("en;q=0, zh", "zh-Hant-TW"),
        ("en;q=abc", "zh-Hant-TW"),
        ("de", "zh-Hant-TW"),
    ],
)
def test_the_language_is_the_one_liked_best(accepted: str, language: str) -> None:
    assert language_of(accepted).value == language
