"""Who we are: the firm's profile, bank accounts, number series, tax rates, payment terms, stored settings."""
