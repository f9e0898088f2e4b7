"""How a message reaches a person: the letter in their language, the mail that carries it, the invitation that goes with it."""
