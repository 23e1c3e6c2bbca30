"""What they ask: tickets, replies and internal notes."""
