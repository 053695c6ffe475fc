"""A review that is held up, so that the meantime can be tested."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.browser.tables import carry_out_on
from tests.support.servers.process import Demo

# An application that another worker has taken up looks like this until that one is done.
TAKEN = """
CREATE TRIGGER taken AFTER UPDATE OF status ON application
WHEN NEW.status = 'UNDER_REVIEW'
BEGIN UPDATE application SET review_due_at = '2999-01-01 00:00:00+00:00' WHERE id = NEW.id; END
"""
LET_GO = """
UPDATE application SET review_due_at = '2000-01-01 00:00:00+00:00' WHERE status = 'UNDER_REVIEW'
"""


@contextmanager
def reviews_held(demo: Demo) -> Iterator[None]:
    """Hold every automatic review until the block ends."""
    carry_out_on(demo, TAKEN)
    yield
    carry_out_on(demo, "DROP TRIGGER taken", LET_GO)
