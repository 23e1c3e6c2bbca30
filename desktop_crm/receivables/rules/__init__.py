"""Pure rules of money that comes in: how it is shared out, how a bank line finds its invoice."""
