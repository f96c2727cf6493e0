"""Differences between an intended and a live state, for people, for programs, for a pull request."""
