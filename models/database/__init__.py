"""The database connection, transactions and migrations."""
