"""Letters about what is owed: frozen facts to bytes. Files of banks: bytes to statements."""
