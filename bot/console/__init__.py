"""What operators see: the deflection log, conversations, accounts; server-rendered, without any script."""
