"""Databases on PostgreSQL with as many rows as years bring, and the plans of what asks them."""
