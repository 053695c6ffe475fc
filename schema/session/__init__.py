"""GraphQL types and acts of sessions."""
