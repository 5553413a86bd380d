"""Tests of the demo's year."""
