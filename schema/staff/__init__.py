"""GraphQL types and acts of administrators."""
