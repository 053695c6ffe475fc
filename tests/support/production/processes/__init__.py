"""The processes: how one is run, PostgreSQL's, and those that stand in for other parties."""
