"""The GraphQL schema, in the same packages as the models it shows."""
