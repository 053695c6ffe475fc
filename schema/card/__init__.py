"""GraphQL types and operations of an account's cards."""
