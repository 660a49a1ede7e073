"""The bytes of a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.mailing import Attachment, Outgoing, Sender
from billdesk.exchange.clean import one_line
from billdesk.exchange.mail.addresses import checked

_ID: Final = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>", re.ASCII)
_KIND: Final = re.compile(r"([a-z]+)/([a-z0-9.+-]+)", re.ASCII)
_HOLDS_OTHERS: Final = frozenset({"multipart", "message"})
MOST_ATTACHED: Final = 15 << 20
"""So many bytes of documents: they become a third longer in a mail, and many servers take 25 MB at most."""

_LONGEST_LINE: Final = 78


class _Policy(EmailPolicy):
    """Never leaves the first line of a header empty, as the package does with a text that just fits on the next line:
    some servers dislike it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header, its lines folded."""
        folded = super().fold_binary(name, value)
        empty = f"{name}:\r\n ".encode()
        if not folded.startswith(empty):
            return folded
        whole = f"{name}: ".encode() + folded.removeprefix(empty)
        cut = whole.rfind(b" ", len(name) + 2, _LONGEST_LINE + 1)
        return whole if cut < 0 else whole[:cut] + b"\r\n" + whole[cut:]


# Seven bits pass through every server there is.
_POLICY: Final = _Policy(cte_type="7bit", linesep="\r\n", max_line_length=_LONGEST_LINE)


def compose(mail: Outgoing, sender: Sender, reply_to: str = "") -> bytes:
    """A mail as a server takes it, with CRLF line ends; raises `InputError` for what cannot stand in one."""
    message = EmailMessage(policy=_POLICY)
    try:
        message["From"] = _named(sender.name, sender.mail)
        message["To"] = _named(mail.to_name, mail.to)
        if reply_to:
            message["Reply-To"] = _named("", reply_to)
        message["Subject"] = _one_line_only(mail.subject)
        message["Date"] = format_datetime(mail.at)
        message["Message-ID"] = _id(mail.message_id)
        # Holiday notes and other programs do not answer to what a program sent.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
        _refuse_too_large(mail.attachments)
        for attachment in mail.attachments:
            _attach(message, attachment)
        return message.as_bytes()
    except (MessageError, ValueError, UnicodeError) as error:
        raise InputError(
            f"A mail cannot be made of this: {one_line(str(error))[:200]}.", "Look at its text."
        ) from error


def _named(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=checked(address))


def _one_line_only(subject: str) -> str:
    if subject != one_line(subject):
        raise InputError("A subject is one line without control characters.", "Look at the text.")
    return subject


def _id(message_id: str) -> str:
    if not _ID.fullmatch(message_id):
        raise InputError(f"“{one_line(message_id)[:80]}” is no Message-ID.", "It is given by the program.")
    return message_id


def attached_as(name: str) -> str:
    """The name under which a document goes along: one line, and no path. Raises `InputError` for none."""
    shown = one_line(name).replace("/", "-").replace("\\", "-").strip()
    if not shown:
        raise InputError("An attachment has no name.", "Name it like invoice-41.pdf.")
    return shown


def _refuse_too_large(attachments: Sequence[Attachment]) -> None:
    size = sum(len(one.content) for one in attachments)
    if size > MOST_ATTACHED:
        most, found = MOST_ATTACHED >> 20, size / (1 << 20)
        raise InputError(f"The attachments have {found:.1f} MB, and at most {most} MB are sent.", "Attach less.")


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind = _KIND.fullmatch(attachment.kind)
    if kind is None or kind[1] in _HOLDS_OTHERS:
        raise InputError(
            f"“{one_line(attachment.kind)[:40]}” is no type of a document.", "Write it like application/pdf."
        )
    name = attached_as(attachment.name)
    message.add_attachment(attachment.content, maintype=kind[1], subtype=kind[2], filename=name)
