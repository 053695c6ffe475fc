"""What is fixed in Taiwan: its clock, which has no summer time, and whom to call about a card."""

from datetime import timedelta, timezone

TAIWAN = timezone(timedelta(hours=8))
# The telephone number of MOICA, which issues the citizens' cards; printed in the portal's manual.
MOICA_HELP = "0800-080-117"
