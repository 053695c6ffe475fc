"""How a relying party proves itself at the token endpoint."""
