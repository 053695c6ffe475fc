"""The database connection, transactions, leases and migrations."""
