"""GraphQL types and acts of an account's cards."""
