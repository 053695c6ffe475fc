"""The metrics of what is measured in the database."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from resolvers.health.measure import Measures
from web.ops.families import gauge, labelled
from web.ops.health import Health


def of_database(measures: Measures, health: Health) -> Iterable[Metric]:
    yield from _of_queues(measures)
    yield from _of_reviews(measures)
    unproven = dict.fromkeys(measures.unproven, 1)
    yield labelled(
        "generation_unproven",
        "1 for a generation of cards that nobody has rehearsed with.",
        "generation",
        unproven,
    )
    held = measures.held_duties
    yield labelled("held_duties", "Records that a held duty waits for.", "duty", held)
    if measures.drift is not None:
        ahead = measures.drift.total_seconds()
        yield gauge("clock_drift_seconds", "Seconds by which the database's clock is ahead.", ahead)
    missing = len(measures.missing_migrations)
    yield gauge("migrations_missing", "Migrations that are not applied.", missing)
    yield from _of_lists(measures, health)


def _of_queues(measures: Measures) -> Iterable[Metric]:
    of_last_day = "by state; those sent, of the last day."
    yield labelled("mails", f"Mails {of_last_day}", "state", measures.mails)
    oldest = measures.outbox.oldest.total_seconds()
    yield gauge("outbox_oldest_seconds", "Seconds that the oldest unsent mail has waited.", oldest)
    counts = {kind: waiting.count for kind, waiting in measures.letters.items()}
    yield labelled("letters_waiting", "Letters that wait, by kind.", "kind", counts)
    ages = {kind: one.oldest.total_seconds() for kind, one in measures.letters.items()}
    yield labelled(
        "letter_oldest_seconds",
        "Seconds that the oldest letter of a kind has waited.",
        "kind",
        ages,
    )
    yield labelled("logouts", f"Notices of logout {of_last_day}", "state", measures.logouts)
    untold = measures.untold.oldest.total_seconds()
    yield gauge(
        "logout_oldest_seconds", "Seconds that the oldest untold logout has waited.", untold
    )
    unforeseen = "for a reason that nobody foresaw"
    failing = f"Work that failed {unforeseen} and is tried again."
    yield labelled("failing", failing, "kind", measures.failing)
    given_up = f"Work that was given up {unforeseen}."
    yield labelled("given_up", given_up, "kind", measures.given_up)


def _of_reviews(measures: Measures) -> Iterable[Metric]:
    reviews = measures.reviews
    yield gauge("reviews_waiting", "Applications under review.", reviews.count)
    oldest = reviews.oldest.total_seconds()
    yield gauge("review_oldest_seconds", "Seconds that the oldest review has waited.", oldest)
    late = measures.review_overdue.total_seconds()
    yield gauge("review_overdue_seconds", "Seconds that the oldest review is overdue.", late)
    for_person = measures.for_person.count
    yield gauge("cases_for_person", "Applications that a person must decide.", for_person)
    missing = measures.missing_companies
    yield gauge(
        "missing_companies", "Cases of accounts whose companies are no longer on file.", missing
    )


def _of_lists(measures: Measures, health: Health) -> Iterable[Metric]:
    ages = {issuer.name: measures.lists.get(issuer.key_id) for issuer in health.issuers()}
    known = {name: age for name, age in ages.items() if age is not None}
    made = {name: age.made.total_seconds() for name, age in known.items()}
    fetched = {name: age.fetched.total_seconds() for name, age in known.items()}
    left_out = dict.fromkeys(measures.lists_left_out, 1)
    for name, help_text, values in (
        ("age_seconds", "Seconds since a list was issued.", made),
        ("fetched_seconds", "Seconds since a list was fetched.", fetched),
        ("left_out", "1 for an authority with a stored list that is unusable.", left_out),
    ):
        yield labelled(f"revocation_list_{name}", help_text, "issuer", values)
