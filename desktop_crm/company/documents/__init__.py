"""The company as files."""
