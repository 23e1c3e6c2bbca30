"""The books as tables and JSON: the same names in every language, numbers with a point, dates ISO 8601."""
