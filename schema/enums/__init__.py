"""GraphQL enums: how they are declared, and those of no single room."""
