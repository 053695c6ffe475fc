"""What the client that we give partners guards: the token, memory, waits, and its copy."""

from tests.mutants.declared.form import Declared, of

PACKAGE = "clients/python/src/gpszone_partner"
TESTS = "tests/partner/client"

CLIENTS: tuple[Declared, ...] = (
    *of(
        f"{PACKAGE}/transport.py",
        f"{TESTS}/test_generated.py::test_a_token_is_sent_over_https_alone",
        rows=(('url.scheme != "https" and not', "False and not", "a token in clear text"),),
    ),
    *of(
        f"{PACKAGE}/transport.py",
        f"{TESTS}/test_questions.py::test_a_redirect_does_not_get_the_token",
        f"{TESTS}/test_questions.py::test_the_request_has_the_token_and_asks_for_no_compression",
        rows=(
            ("follow_redirects=False", "follow_redirects=True", "a token that goes elsewhere"),
            ('"accept-encoding": "identity",', "", "an answer that grows when it is read"),
            ("token: str = field(repr=False)", "token: str", "a token in a log"),
        ),
    ),
    *of(
        f"{PACKAGE}/transport.py",
        f"{TESTS}/test_questions.py::test_each_failure_is_told_by_what_helps",
        f"{TESTS}/test_questions.py::test_an_answer_that_comes_in_drops_ends_as_well",
        f"{TESTS}/test_questions.py::test_the_wait_is_read_wherever_it_stands",
        rows=(
            ("if len(body) > most_bytes:", "if False:", "an answer without end"),
            (
                "asyncio.timeout(limits.connect + limits.answer),",
                "asyncio.timeout(None),",
                "an answer that comes in drops",
            ),
            (
                "_WAIT if seconds is None else seconds",
                "_WAIT",
                "a partner that does not wait as long as it is asked to",
            ),
        ),
    ),
    *of(
        f"{PACKAGE}/sse.py",
        f"{TESTS}/test_follow.py::test_an_event_without_end_is_not_kept_in_memory",
        rows=(
            ("if size > most_bytes:", "if False:", "an event without end"),
            ("if len(rest) > most_bytes:", "if False:", "a line without end"),
        ),
    ),
    *of(
        f"{PACKAGE}/follower.py",
        f"{TESTS}/test_follow.py::test_an_event_that_was_cut_off_is_asked_for_again",
        f"{TESTS}/test_follow.py::test_a_stream_that_is_opened_and_cut_at_once_is_a_failure_each_time",
        rows=(
            ("failures, cursor = 0, item.cursor", "failures = 0", "events that come twice"),
            ("if beats < 2 else 0", "if False else 0", "a service that is asked without a pause"),
        ),
    ),
    *of(
        f"{PACKAGE}/sqlite_store.py",
        f"{TESTS}/test_mirror.py::test_rows_and_place_are_written_together_or_not_at_all",
        f"{TESTS}/test_mirror.py::test_the_old_copy_is_read_until_the_new_one_is_whole",
        f"{TESTS}/test_mirror.py::test_a_card_that_is_gone_leaves_the_copy",
        rows=(
            (
                'self._database.execute("ROLLBACK")',
                'self._database.execute("COMMIT")',
                "half a page",
            ),
            (
                '"DELETE FROM account WHERE round <> (SELECT round FROM place)"',
                '"SELECT 1"',
                "accounts that are gone",
            ),
            ('"PRAGMA foreign_keys = ON"', '"PRAGMA foreign_keys = OFF"', "cards that are gone"),
        ),
    ),
)
