"""The verbs of the command line, one file a theme: their words and options; the work is in starters/answers."""
