"""Paper: cards, slips, blank forms and register pages, to the printer or into a PDF file."""
