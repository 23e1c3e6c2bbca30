"""The rules that an invoice is held to, one file a subject; each yields what is wrong."""
