"""What we sell: products and services with unit, price and tax."""
