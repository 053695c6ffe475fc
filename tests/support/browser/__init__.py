"""A browser of the tests: what a person does on the pages, and how a demo is prepared for it."""
