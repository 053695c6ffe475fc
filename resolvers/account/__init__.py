"""Use cases for accounts: view, change data, open, manage, import."""
