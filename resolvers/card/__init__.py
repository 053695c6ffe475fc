"""Use cases for an account's cards: list, add, edit, replace, renew, remove, dispute."""
