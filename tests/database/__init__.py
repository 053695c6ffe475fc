"""Tests of transactions and migrations."""
