"""What the screens of records share: lines of text by width, figures, lists of entries, the way along the queue."""
