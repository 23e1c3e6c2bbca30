"""The door without a window: the same services as commands, for people and for scripts."""
