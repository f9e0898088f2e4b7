"""Where the receiver listens unless the settings say otherwise: for this machine only."""

USUAL = "127.0.0.1:8027"
