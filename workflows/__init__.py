"""The stories, and the one place that makes them durable."""
