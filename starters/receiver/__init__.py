"""The receiver: a small HTTP service through which clicks, receipts and replies arrive, and are told to their case as facts, once."""
