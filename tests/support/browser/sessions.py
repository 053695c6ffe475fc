"""Sessions, proofs and links of a demo that end or age."""

from tests.support.browser.tables import carry_out_on
from tests.support.servers.process import Demo

END = """
UPDATE session SET ended_at = '2000-01-01 00:00:00+00:00', ended_because = 'CARD_REMOVED'
WHERE ended_at IS NULL
"""

AGE = "UPDATE session SET proven_at = '2000-01-01 00:00:00+00:00' WHERE proven_at IS NOT NULL"
EXPIRE = """
UPDATE link SET created_at = '2000-01-01 00:00:00+00:00', expires_at = '2000-01-08 00:00:00+00:00'
"""
MAILED_LONG_AGO = "UPDATE application SET mailed_at = '2000-01-01 00:00:00+00:00'"
FORGET = "UPDATE account SET confirmed_at = '2000-01-01 00:00:00+00:00'"


def end_sessions(demo: Demo) -> None:
    """End every session, as the service does when a card may no longer act."""
    carry_out_on(demo, END)


def age_proofs(demo: Demo) -> None:
    """Make every proof of a card too old."""
    carry_out_on(demo, AGE)


def expire_links(demo: Demo) -> None:
    """Make every application's link expire."""
    carry_out_on(demo, EXPIRE)
    carry_out_on(demo, MAILED_LONG_AGO)


def forget_confirmation(demo: Demo) -> None:
    """Make the last confirmation of every account's cards 180 days old."""
    carry_out_on(demo, FORGET)
