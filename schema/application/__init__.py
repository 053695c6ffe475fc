"""GraphQL types and acts of an application."""
