"""The people of the tests: applicants, holders, staff, partners."""
