"""Rasa graph components that config.yml names; they keep JSON and .npz, never pickles."""
