"""The guards that no statement of refusal shows, declared as texts by subject."""
