"""What may be typed, one file a theme."""
