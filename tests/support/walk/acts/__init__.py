"""The acts of a walk, by who does them: each goes over GraphQL, and the model hears of it."""
