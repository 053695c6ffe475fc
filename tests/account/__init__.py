"""Tests of accounts: data, import, staff actions, subscriptions."""
