"""Bringing cases back: what Temporal still has of them, how that stands to the journal, and what is begun again."""
