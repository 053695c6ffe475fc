"""How the tests are run: by day or by night, and in which thread."""
