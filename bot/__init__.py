"""Genvej: from a citizen's question to the right self-service form, with evidence."""
