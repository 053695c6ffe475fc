"""GraphQL types and operations of sessions."""
