"""Use cases of personal data: erase, export."""
