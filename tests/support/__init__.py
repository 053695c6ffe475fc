"""What the tests share: people, scenarios, servers, certificates."""
