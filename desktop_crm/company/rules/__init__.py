"""Pure rules of the firm: profile, addresses, numbering, tax rates, terms and the law table."""
