"""The screens of what customers owe."""
