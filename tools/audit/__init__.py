"""The audit: the published site in a browser, measured and held to its budgets."""
