"""One module for each page: its context, and the handlers that fill it."""
