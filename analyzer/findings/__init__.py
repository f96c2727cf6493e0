"""From the steps of a rehearsal to findings: one per cause, each with what only the whole history can tell."""
