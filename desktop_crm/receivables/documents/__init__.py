"""Files of banks: bytes to statements, statements to facts."""
