"""The settings of the firm and of the program on this computer."""
