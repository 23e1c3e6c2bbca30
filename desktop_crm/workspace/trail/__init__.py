"""The history of the firm for people: who changed what, in the words of the screens, and its undo."""
