"""Mail and letters: settings, servers and folders that take messages away, and what comes back."""
