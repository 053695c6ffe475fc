"""Use cases for revocation lists: fetch them."""
