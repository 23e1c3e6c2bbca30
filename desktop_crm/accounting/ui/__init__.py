"""Screens of what is owed to the tax office."""
