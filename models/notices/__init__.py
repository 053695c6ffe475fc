"""Letters about applications and accounts."""
