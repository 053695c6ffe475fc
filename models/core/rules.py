"""The product's numbers, each declared once with its unit and its source.

Durations are ``timedelta``. Messages, letters and the schema derive from them. Numbers that an
operator may change have their default here and their range in `models/settings/variables`. Where
no source is named, the number is this service's own choice.
"""

from datetime import timedelta, timezone

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Without daylight saving time.
TAIWAN = timezone(timedelta(hours=8))
# The telephone number of MOICA, which issues the citizens' cards; printed in the portal's manual.
MOICA_HELP = "0800-080-117"


def years(count: int) -> timedelta:
    """Return a span that is not shorter than this number of calendar years."""
    return count * timedelta(days=366)


# Signing with a card.

# How long a challenge may be signed after it was issued.
CHALLENGE_LIFE = timedelta(minutes=5)
# How long a card's signature permits acts that are hard to undo.
PROOF_LIFE = timedelta(minutes=10)

# Sessions.

# A session other than an applicant's ends after this time without activity.
IDLE_LIFE = timedelta(minutes=30)
# A signed-in session ends after this time, active or not.
SIGNED_IN_LIFE = timedelta(hours=8)
# The session of an applicant, who has no card yet.
APPLICANT_SESSION_LIFE = timedelta(days=30)
# The session that starts with a mailed link to bind a first card.
FIRST_CARD_SESSION_LIFE = timedelta(hours=1)
# The last use of a session or partner token is recorded at most this often.
TOUCH_PAUSE = timedelta(minutes=1)

# The most subjects that one stream follows: a browser needs an account and a case or two.
MAX_SUBJECTS = 8

# Applications.

DRAFT_LIFE = timedelta(days=1)
# A form that was typed and not sent is kept for its browser so long after the last change.
UNSENT_FORM_LIFE = timedelta(days=7)
# The most phrases that a staff account saves for notes to applicants.
MAX_SAVED_PHRASES = 30
# A code that takes what one browser has begun to another; good once.
TRANSFER_CODE_LIFE = timedelta(minutes=10)
OPEN_APPLICATION_LIFE = timedelta(days=30)
# A form that is sent again within this time, with the same key, returns the same application.
APPLY_RETRY = timedelta(minutes=10)
# A reviewer's claim of a case.
CLAIM_LIFE = timedelta(minutes=30)

# Links and mails.

# A mailed link; the manual's 7 日內有效.
LINK_LIFE = timedelta(days=7)
# A link to bind the first card of an account that existed before.
FIRST_CARD_LINK_LIFE = timedelta(hours=24)
# A link to object to a change of cards.
NOT_ME_LIFE = timedelta(days=30)
# How long a mail that the server does not accept is retried.
MAIL_TRIED_FOR = timedelta(days=3)
# The pause before the next mail of the same kind to the same mailbox.
RESEND_PAUSE = timedelta(minutes=5)
SENDER_NAME = "毒關化物車輛GPS客服"
SENDER_ADDRESS = "toxicgps@moenv.gov.tw"

# Cards of an account.

# The manual: 最多 20 張.
MAX_CARDS = 20
# Days before a card's end on which it is announced, once each.
EXPIRY_ANNOUNCED_DAYS = (60, 30, 7)
# Holders are asked to confirm their account's cards after this time.
CARDS_CONFIRMED_FOR = timedelta(days=180)

# Members of an account.

# A member whose cards have all ended may renew for this time; then the membership ends.
DORMANT_LIFE = timedelta(days=180)
# The letter before a dormant membership ends is sent this long before.
DORMANT_WARNED = timedelta(days=30)
# A sign-in link that the registered mailbox was granted can be requested again for this time.
ACCESS_GRANTED_FOR = timedelta(days=7)
# A request to join a reissued card's identifier to its holder waits for this time.
IDENTITY_JOIN_LIFE = timedelta(days=7)
# How long one member of staff's proposal to correct an imported mailbox waits for another.
MAILBOX_PROPOSAL_LIFE = timedelta(days=7)
# A request by the registered mailbox takes effect this long after every member was told, and so
# does a correction of an imported mailbox; so long after its notice the last member leaves.
MEMBER_NOTICE = timedelta(hours=72)

# Partner systems.

PARTNER_TOKEN_LONGEST = timedelta(days=366)
PARTNER_TOKEN_OVERLAP_LONGEST = timedelta(days=7)
PARTNER_HANDOFF_LIFE = timedelta(seconds=60)
PARTNER_CURSOR_LIFE = timedelta(days=400)
CURSOR_LIFE = timedelta(days=7)

# OpenID Connect.

# The holder has this long to sign in and agree.
OPENID_REQUEST_LIFE = timedelta(minutes=10)
# FAPI 2.0 allows 60 seconds at most.
OPENID_CODE_LIFE = timedelta(seconds=60)
ID_TOKEN_LIFE = timedelta(minutes=5)
# No access token outlives its session.
ACCESS_TOKEN_LIFE = timedelta(minutes=10)
LOGOUT_TOKEN_LIFE = timedelta(minutes=2)
# How long before its end a client's assertion may have been made.
CLIENT_ASSERTION_LONGEST = timedelta(minutes=5)
# How far a client's clock may be ahead; FAPI 2.0 accepts 10 seconds and refuses more than 60.
CLIENT_CLOCK_AHEAD = timedelta(seconds=30)
# Clients may keep the published keys for this time.
KEYS_CACHED = timedelta(hours=1)
# How long a client's secret may stay valid beside the one that replaces it.
CLIENT_SECRET_OVERLAP_LONGEST = timedelta(days=7)
# A signing key is published this long before it signs, and stays published this long after.
SIGNING_KEY_AHEAD = timedelta(days=1)
SIGNING_KEY_BEHIND = timedelta(days=1)
SIGNING_KEY_LIFE = timedelta(days=365)
# How long a notice of logout that a partner does not accept is retried.
LOGOUT_TRIED_FOR = timedelta(days=1)

# The worker.

# What a worker has leased is free for another after this time, unless the lease is renewed.
LEASE_LIFE = timedelta(seconds=30)
# How often a worker renews the lease of what it works on.
LEASE_RENEWED = timedelta(seconds=10)
# So many letters, and so many reviews, a worker carries out at once.
AT_ONCE = 8
# A review that has failed so often for a reason that nobody foresaw is left to a person.
MAX_REVIEW_FAULTS = 5

# What a duty may end or erase at once by itself: so many records, or so many in a hundred.
DUTY_MOST = 1_000
DUTY_MOST_PERCENT = 5
# A count of what is due holds for so long, so that a run does not count before each record.
DUTY_COUNTED = timedelta(seconds=10)
# An erasure that is due is held for so long at most: the law wants it.
ERASURE_HELD = timedelta(hours=72)

# Companies that the registry does not know are left to a person if so many persons stated some
# within this time, and they are more than this share of all persons whose cases were compared.
UNKNOWN_WITHIN = timedelta(days=1)
UNKNOWN_PERSONS_LEAST = 3
UNKNOWN_PERSONS_PERCENT = 25

# The registry.

# A company's new mailbox in the registry counts this long after notice to the old and the new one.
REGISTRY_MAILBOX_NOTICE = timedelta(hours=72)
# An import takes no more companies off file by itself than so many, or so many in a hundred.
REGISTRY_GONE_MOST = 3
REGISTRY_GONE_MOST_PERCENT = 5

# Keeping and erasing.

ABANDONED_APPLICATION_RETENTION = timedelta(days=90)
SESSIONS_KEPT = timedelta(days=30)
MAILS_KEPT = timedelta(days=90)
# The counts of refused cards, which name nobody: two years of figures and the present one.
REFUSED_CARDS_KEPT = years(3)
HANDOFFS_KEPT = timedelta(days=1)
# Requests, codes, access tokens and assertions of OpenID Connect, after they have expired.
OPENID_KEPT = timedelta(days=1)
# The legal term for records of an electronic signature.
EVIDENCE_YEARS = 7
# No retention of evidence is shorter.
EVIDENCE_FEWEST_YEARS = 1
EVIDENCE_KEPT = years(EVIDENCE_YEARS)

# Revocation and certification authorities.

# A revocation list is accepted for this time after its nextUpdate.
LIST_GRACE = timedelta(hours=1)
# How far ahead of our clock a revocation list may be dated.
LIST_AHEAD = timedelta(minutes=10)
# How old an OCSP answer without our nonce may be: it can be replayed until then.
ANSWER_WITHOUT_NONCE_LIFE = timedelta(hours=1)
# A stored list that cannot be used is read again, and reported in the log, at most this often.
LIST_REREAD = timedelta(minutes=1)

# Conditions under which readiness is degraded.

# A CA's certificate ends within this time.
AUTHORITY_EXPIRY_WARNED = timedelta(days=30)
# A revocation list was last fetched this long ago; it is fetched every quarter of an hour.
LIST_FETCH_WARNED = timedelta(hours=1)
# A mail has waited for this time.
OUTBOX_WAIT_WARNED = timedelta(minutes=10)
# A partner has not accepted the notice of a logout for this time.
LOGOUT_WAIT_WARNED = timedelta(minutes=10)
# What was given up, for a reason that nobody foresaw, is shown for this time.
GIVEN_UP_SHOWN = timedelta(days=3)
# The clocks of two machines differ by this much.
CLOCK_DRIFT_WARNED = timedelta(seconds=60)

# Migrations.

# So long a migration waits for a lock, and requests behind it; those give up after ten seconds.
MIGRATION_LOCK_WAIT = timedelta(seconds=2)

# The rehearsal with a real card.

# How far the card reader's computer may be from our clock; the assumption's sentence says it.
COMPUTER_CLOCK_DRIFT = timedelta(minutes=1)
# Fetching the lists that a card names, and asking its responder, while an administrator waits.
REHEARSAL_FETCH = timedelta(seconds=20)
# A new list is issued this often, and a responder answers within this time.
LIST_ISSUED_WITHIN = timedelta(days=1)
ANSWER_MADE_WITHIN = timedelta(minutes=1)
# A rehearsal can be written into the journal for this long.
REHEARSAL_LIFE = timedelta(hours=12)
