"""Printed papers: frozen facts in, bytes out. No database, no Qt, no today.

`paper.render` draws a quote, invoice or credit note as a tagged PDF/A-3a that also meets PDF/UA-1;
`einvoice.cii` writes the XML of EN 16931 that it carries. Everything heavy is imported when the first
paper is drawn.
"""
