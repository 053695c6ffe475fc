"""The rules and the records, one package for each domain word."""
