"""The texts of the follow-up: words in five languages, and what makes a message of them."""
