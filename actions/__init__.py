"""What the assistant does, one action a file; each is a pure function from a turn to an outcome."""
