"""Constants of Taiwan: its time zone, without daylight saving time, and MOICA's help line."""

from datetime import timedelta, timezone

TAIWAN = timezone(timedelta(hours=8))
# The telephone number of MOICA, which issues the citizens' cards; printed in the portal's manual.
MOICA_HELP = "0800-080-117"
