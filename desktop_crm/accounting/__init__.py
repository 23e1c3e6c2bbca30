"""What is owed to the tax office and handed to the accountant: read from the papers, never written."""
