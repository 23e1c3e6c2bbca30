"""Pure rules of products and services."""
