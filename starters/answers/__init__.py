"""What each verb answers: it looks, or speaks to a case, and says it for eyes and for other programs."""
