"""Persons and their memberships of accounts; accounts and cards are known by id only."""
