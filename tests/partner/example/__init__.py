"""Partner systems written from PARTNERS.md alone; nothing of the service is imported here."""
