"""Letters about applications and accounts, and which of them goes next."""
