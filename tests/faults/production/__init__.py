"""The service in production shape, under load, while its parts fail; a checker judges it."""
