"""Use cases for partner systems: administration, accounts, events, hand-off."""
