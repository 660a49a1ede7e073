"""A small driver over Textual's Pilot with the desk's own words."""
