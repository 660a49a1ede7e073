"""Errors that a person is meant to read: one sentence that says what, where and what to do."""

from __future__ import annotations


class DeskError(Exception):
    """An expected failure with a sentence for the person at the desk.

    `sentence` says what is wrong and where; `way_out` says what to do about it. Neither holds a traceback,
    and neither is markup: screens show both through `billdesk.text.inert`.
    """

    title = "That did not work"

    def __init__(self, sentence: str, way_out: str = "") -> None:
        super().__init__(f"{sentence} {way_out}".strip())
        self.sentence = sentence
        self.way_out = way_out


class InputError(DeskError):
    """A typed or imported value cannot be read as what it should be; `sentence` stands under the field."""

    title = "That value cannot be read"


class SettingsError(InputError):
    """A file of the user's settings is missing or says what cannot be; `sentence` names the file and the line."""

    title = "Your settings"


class RuleError(DeskError):
    """The trade's rules forbid the change (allocation above what is open, a number twice …)."""

    title = "The rules of the book forbid that"


class StaleError(DeskError):
    """The record was changed by somebody else since it was opened; nothing was written."""

    title = "Changed meanwhile"


class NotFoundError(DeskError):
    """No such record."""

    title = "Not found"


class DeskFileError(DeskError):
    """The desk file is missing, not a desk, damaged, from a newer version, locked or not writable (exit 3)."""

    title = "The desk file"


class DamagedError(DeskFileError):
    """The desk file is damaged so that it cannot be checked to the end; `found` is what was found until there."""

    def __init__(self, sentence: str, way_out: str, found: tuple[str, ...]) -> None:
        super().__init__(sentence, way_out)
        self.found = found


class ReadOnlyError(DeskFileError):
    """A change was asked of a desk that is open for viewing only."""

    title = "Open for viewing only"


class ReplacedError(DeskFileError):
    """Another file stands in the place of the desk that is open, such as a restored backup; nothing was written."""

    title = "The desk was replaced"
