"""User errors in GraphQL: their codes, their types, and the results that hold them."""
