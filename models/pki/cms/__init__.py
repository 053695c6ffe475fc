"""The CMS message that a card's signature comes in (RFC 5652)."""
