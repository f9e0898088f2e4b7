"""An office to which anything may happen, to see what becomes of its messages: the rules are real, the world around them is played."""
