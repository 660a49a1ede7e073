"""The forms of the desk; see `screens.forms.base` for what they stand on."""
