"""GraphQL types and acts of an account, as its holders see it."""
