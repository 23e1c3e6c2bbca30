"""Numbered, frozen steps from one schema version to the next: `m0002_what_changes.py` with `apply(cursor)`.

A step never imports the live tables: it must do the same in ten years. Version 1 is what the tables of the
first release say; the first step is number 2.
"""
