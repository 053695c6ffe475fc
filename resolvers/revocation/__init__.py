"""Use cases of revocation lists: fetch them."""
