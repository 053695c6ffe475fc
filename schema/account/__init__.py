"""GraphQL types and operations of an account, as its holders see it."""
