"""Pages of what others charge the firm."""
