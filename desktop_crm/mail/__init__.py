"""Mail: drafts that the person's own mail program opens."""
