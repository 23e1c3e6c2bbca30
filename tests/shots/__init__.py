"""Pictures of every page, editor and dialog: `python -m tests.shots DIR [--all]`."""
