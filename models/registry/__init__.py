"""The imported permit registry (EMS): entries, file formats, columns."""
