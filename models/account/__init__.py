"""The account, its number, its creation, invitations of staff, and the import of accounts."""
