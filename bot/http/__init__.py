"""What every door of the house shares: typed errors, guarded routes, response headers."""
