"""Drawing the pages that `exports` lays out: into a PDF file, on a printer, on the screen."""
