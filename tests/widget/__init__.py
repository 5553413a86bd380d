"""The widget and the public pages, in a real browser where it matters."""
