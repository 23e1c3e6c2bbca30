"""Calculations and checks of what others charge the firm."""
