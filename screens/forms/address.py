"""The lines of a postal address, as every form that has one shows them."""

from __future__ import annotations

from collections.abc import Mapping

from billdesk.domain.drafts import Address
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import letters_field, text_field

_LABELS = (
    ("street", "Street", 44),
    ("postcode", "Postcode", 12),
    ("town", "Town", 30),
    ("region", "Region", 30),
    ("country", "Country", 6),
)


def address_lines(address: Address) -> dict[str, FieldLine[str]]:
    """A field for each part, by its name."""
    texts = {
        "street": address.street,
        "postcode": address.postcode,
        "town": address.town,
        "region": address.region,
        "country": address.country,
    }
    return {key: FieldLine(_spec(key, label, width), texts[key]) for key, label, width in _LABELS}


def _spec(key: str, label: str, width: int) -> FieldSpec[str]:
    if key != "country":
        return text_field(f"address-{key}", label, width=width)
    return letters_field(
        "address-country", label, hint="two letters, e.g. NL", upper=True, aliases=("address.country",)
    )


def address_of(lines: Mapping[str, FieldLine[str]]) -> Address:
    """The address that the fields hold."""
    return Address(*(lines[key].value() for key, _, _ in _LABELS))
