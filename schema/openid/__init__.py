"""OpenID Connect: parameters, documents, and the GraphQL of consent and registration."""
