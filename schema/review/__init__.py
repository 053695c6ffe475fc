"""GraphQL types and acts of reviewers."""
