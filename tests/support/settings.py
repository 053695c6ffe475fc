"""The settings of a production process that starts."""

# Thirty-two bytes, as `openssl rand -base64 32` writes them.
KEY = "k" * 43 + "="

GOOD = {
    "GPSZONE_ORIGIN": "https://portal.example",
    "GPSZONE_DATABASE_URL": "postgres://gpszone@db/gpszone",
    "GPSZONE_SECRET_KEY": "k" * 32,
    "GPSZONE_EVIDENCE_KEYS": KEY,
    "GPSZONE_SMTP_HOST": "mail.example",
}
