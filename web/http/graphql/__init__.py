"""GraphQL over HTTP: request, response, content negotiation, streams."""
