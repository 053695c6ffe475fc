"""GraphQL types of the journal."""
