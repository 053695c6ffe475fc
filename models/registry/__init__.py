"""The permit registry (EMS) as it was imported: entries, file formats, columns."""
