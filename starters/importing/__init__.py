"""A bulk start: the people of a file are recognised or noted, and cases are opened for them (FR-01)."""
