"""What a case does to the outside world, one file a capability."""
