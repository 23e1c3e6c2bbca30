"""The catalogue as files: CSV, XLSX and JSON."""
