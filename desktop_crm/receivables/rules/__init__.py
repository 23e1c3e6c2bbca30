"""Pure rules of what is owed and paid: levels of reminders, shares of a sum, what a bank line pays."""
