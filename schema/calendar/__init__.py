"""GraphQL types of the office calendar."""
