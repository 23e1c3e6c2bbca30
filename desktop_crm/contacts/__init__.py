"""Whom we know: people and companies, how to reach them, and everything that passed between us."""
