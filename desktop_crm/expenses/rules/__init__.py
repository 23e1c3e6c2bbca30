"""What others charge the firm: drafts, sums, checks."""
