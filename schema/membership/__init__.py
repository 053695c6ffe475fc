"""GraphQL types and acts of members: leaving, ending by staff, access, and identity."""
