"""Pure rules of what is owed and paid: levels of reminders, sharing out, how a bank line finds its invoice."""
