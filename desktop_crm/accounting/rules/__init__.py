"""What the books come to: calculations without a database."""
