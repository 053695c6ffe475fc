"""GraphQL types and operations of an application."""
