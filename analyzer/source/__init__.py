"""Files on disk to positioned statements: which files, in which order, and what is in them."""
