"""What a report says of a period: one life after another is read, counted and forgotten, and small counts are not shown."""
