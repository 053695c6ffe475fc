"""The CMS message that contains a card's signature (RFC 5652)."""
