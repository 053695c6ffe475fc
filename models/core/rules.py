"""The product's numbers, each declared once with its unit and its source.

Durations are ``timedelta``. Sentences, letters and the schema take them from here. What an operator
may choose has its default here and its range in `models/settings/declaration`. Where no source is
named, the number is a choice of this service's.
"""

from datetime import timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def years(count: int) -> timedelta:
    """Give a span that is not shorter than so many years of the calendar."""
    return count * timedelta(days=366)


# Signing with a card.

# A text to sign is good for so long after it was made.
CHALLENGE_LIFE = timedelta(minutes=5)
# A card's signature vouches for acts that are hard to take back for so long.
PROOF_LIFE = timedelta(minutes=10)

# Sessions.

# What stands behind a card is gone when nobody has touched it for so long.
IDLE_LIFE = timedelta(minutes=30)
# A sign-in lasts no longer, however busy.
SIGNED_IN_LIFE = timedelta(hours=8)
# The session of an applicant, who has no card yet.
APPLICANT_SESSION_LIFE = timedelta(days=30)
# A mailed link to a first card makes a session of this length.
FIRST_CARD_SESSION_LIFE = timedelta(hours=1)
# A session or partner token that is used is noted no oftener than this.
TOUCH_PAUSE = timedelta(minutes=1)

# Applications.

DRAFT_LIFE = timedelta(days=1)
OPEN_APPLICATION_LIFE = timedelta(days=30)
# A form that is sent again within this time, with the same key, gives the same application.
APPLY_RETRY = timedelta(minutes=10)
# A reviewer who took a case keeps it for so long.
CLAIM_LIFE = timedelta(minutes=30)

# Links and mails.

# A mailed link; the manual's 7 日內有效.
LINK_LIFE = timedelta(days=7)
# A link to bind the first card of an account that existed before.
FIRST_CARD_LINK_LIFE = timedelta(hours=24)
# A link by which a holder says that it was not she who changed a card.
NOT_ME_LIFE = timedelta(days=30)
# A mail that its server does not take is tried again for so long.
MAIL_TRIED_FOR = timedelta(days=3)
# The next mail of the same kind to the same mailbox.
RESEND_PAUSE = timedelta(minutes=5)
SENDER_NAME = "毒關化物車輛GPS客服"
SENDER_ADDRESS = "toxicgps@moenv.gov.tw"

# Cards of an account.

# The manual: 最多 20 張.
MAX_CARDS = 20
# A card's end is announced so many days ahead, once each.
EXPIRY_ANNOUNCED_DAYS = (60, 30, 7)
# Holders are asked to confirm the cards of their account after so long.
CARDS_CONFIRMED_FOR = timedelta(days=180)

# Partner systems.

PARTNER_TOKEN_LONGEST = timedelta(days=366)
PARTNER_TOKEN_OVERLAP_LONGEST = timedelta(days=7)
PARTNER_HANDOFF_LIFE = timedelta(seconds=60)
PARTNER_CURSOR_LIFE = timedelta(days=400)
CURSOR_LIFE = timedelta(days=7)

# Keeping and erasing.

ABANDONED_APPLICATION_RETENTION = timedelta(days=90)
SESSIONS_KEPT = timedelta(days=30)
MAILS_KEPT = timedelta(days=90)
HANDOFFS_KEPT = timedelta(days=1)
# The legal term for records of an electronic signature.
EVIDENCE_YEARS = 7
EVIDENCE_KEPT = years(EVIDENCE_YEARS)

# Revocation and certification authorities.

# A revocation list counts for so long after its nextUpdate.
LIST_GRACE = timedelta(hours=1)

# What readiness calls degraded.

# A CA's certificate ends within this time.
AUTHORITY_EXPIRY_WARNED = timedelta(days=30)
# A mail has waited for so long.
OUTBOX_WAIT_WARNED = timedelta(minutes=10)
# The clocks of two machines differ by so much.
CLOCK_DRIFT_WARNED = timedelta(seconds=60)
