"""Sixty companies with cases, accounts, disputes and partners, so that the desk can be judged."""
