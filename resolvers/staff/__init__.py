"""Use cases for staff accounts: create, invite, confirm and list their members."""
