"""The database: one file a firm. Nothing outside this package knows which engine keeps it."""
