"""The second engine: PostgreSQL, spoken to in the SQL of this house (see `dialect`)."""
