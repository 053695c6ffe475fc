"""Use cases of partner systems: administration, accounts, events, hand-off."""
