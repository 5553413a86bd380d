"""The public pages in a real Chromium."""
