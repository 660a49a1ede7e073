"""What crosses the wall: files of other systems, read with suspicion and without side effects."""
