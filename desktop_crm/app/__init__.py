"""The door with a window: it opens the firm's file and hands each page what it needs."""
