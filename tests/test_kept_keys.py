"""Tests of the RSA keys that workers and runs share."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.run.kept_keys import KeptKeys


def _numbers(keys: KeptKeys, count: int) -> list[int]:
    """Return the moduli of the next keys."""
    return [keys.next_key(65537, 2048).public_key().public_numbers().n for _ in range(count)]


def test_a_process_gets_no_key_twice_and_another_the_same_ones(tmp_path: Path) -> None:
    mine = _numbers(KeptKeys(tmp_path), 2)

    others = _numbers(KeptKeys(tmp_path), 3)

    assert len(set(others)) == 3
    assert others[:2] == mine


def test_a_key_of_another_kind_is_made_and_not_kept(tmp_path: Path) -> None:
    key = KeptKeys(tmp_path).next_key(65537, 1024)

    assert key.key_size == 1024
    assert list(tmp_path.iterdir()) == []


def test_the_tests_take_their_keys_from_those_that_are_kept() -> None:
    assert isinstance(getattr(rsa.generate_private_key, "__self__", None), KeptKeys)
