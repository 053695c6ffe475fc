"""GraphQL types and acts of partner systems."""
