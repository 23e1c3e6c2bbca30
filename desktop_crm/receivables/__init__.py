"""What customers owe and what they pay: reminders, money that comes in, credit, bank statements."""
