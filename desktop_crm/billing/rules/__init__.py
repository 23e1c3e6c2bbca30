"""Pure rules of offers and invoices: drafts, facts, states, checks."""
