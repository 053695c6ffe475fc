"""How registry files are read: packages, text, and the rows of CSV and JSON."""
