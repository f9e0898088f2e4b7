"""Who may speak to a case: the client of Temporal, the command line, dossiers."""
