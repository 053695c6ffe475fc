"""Partner systems: tokens, the account feed, hand-offs."""
