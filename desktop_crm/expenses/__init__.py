"""What the firm pays for: invoices received from suppliers."""
