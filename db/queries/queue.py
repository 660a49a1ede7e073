"""Pages of the work queue, in order of rank, by key and never by OFFSET.

`queue_entry` holds the place of an item in each of its views as `rank` (minus its points; of disputes the day by which
they are to be settled), so that one index serves both directions and any depth.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from billdesk.domain.currencies import CURRENCIES
from db.reader import Value

if TYPE_CHECKING:
    from billdesk.domain.filters import Filter

COLUMNS = """
w.id, w.key, w.kind, w.points, w.customer_id, coalesce(c.code, ''),
coalesce(c.name, case w.kind when 'batch' then 'Batch' else 'Own reminder' end), coalesce(c.town, ''),
w.document, w.invoice_id, w.receipt_id, w.currency, w.open_minor, w.due_on, w.why, w.next_action, w.snoozed_until"""
"""A batch, or a reminder of nobody, is called what it is."""

_FROM = """
from queue_entry q join work_item w on w.id = q.item_id left join customer c on c.id = w.customer_id
where q.view = :view"""

FORWARD = "order by q.rank, q.item_id limit :limit"
BACKWARD = "order by q.rank desc, q.item_id desc limit :limit"

AFTER = "and (q.rank, q.item_id) > (:rank, :item)"
BEFORE = "and (q.rank, q.item_id) < (:rank, :item)"
FROM_HERE = "and (q.rank, q.item_id) >= (:rank, :item)"

_TOLD = "w.kind <> 'check'"
"""Customer, document and amount of the other rows are typed blind by a second person: no filter finds them by these,
and no sum holds them."""

PLACE = """
select q.rank, q.item_id from work_item w join queue_entry q on q.item_id = w.id
where w.key = :key and q.view = :view"""

ITEM = f"""
select {COLUMNS}, w.parts, w.changes_on from work_item w left join customer c on c.id = w.customer_id
where w.key = :key"""


def page_sql(conditions: str, place: str, order: str) -> str:
    """The text of one page's query from its filter conditions, where it starts and which way it reads."""
    return f"select {COLUMNS}, q.rank {_FROM} {conditions} {place} {order}"


def sums_sql(conditions: str) -> str:
    """How many items a filtered view holds and what they come to, per currency, but for what a second person types."""
    told = f"sum(case when {_TOLD} then w.open_minor else 0 end) as open_minor"
    return f"select w.currency, count(*) as items, {told} {_FROM} {conditions} group by 1"


def conditions_of(filter_: Filter | None, today: date) -> tuple[str, dict[str, Value]]:
    """The SQL conditions of a filter and their values; empty for none."""
    if filter_ is None or filter_.is_empty:
        return "", {}
    said: list[str] = []
    values: dict[str, Value] = {}
    for index, word in enumerate(filter_.words):
        said.append(f"and {_matches(f'word{index}', word, values)}")
    for index, word in enumerate(filter_.without):
        said.append(f"and not coalesce({_matches(f'without{index}', word, values)}, false)")
    _amounts(filter_, said, values)
    _days(filter_, today, said, values)
    if filter_.currency:
        said.append("and w.currency = :currency")
        values["currency"] = filter_.currency
    if filter_.customer:
        said.append(f"and {_TOLD} and c.code = :customer")
        values["customer"] = filter_.customer
    return "\n".join(said), values


def _matches(name: str, word: str, values: dict[str, Value]) -> str:
    """A word is found in the customer's code, name or towns, or at the start of a document's number (as typed or in
    capitals: the index that is searched knows upper from lower case)."""
    starts = {name: word, f"{name}_up": word.upper()}
    values |= starts | {f"{key}_end": start + "\U0010ffff" for key, start in starts.items()}
    ranges = " or ".join(f"(v.number >= :{key} and v.number < :{key}_end)" for key in starts)
    number = (
        f"(w.document like :{name}_like escape '\\' or w.customer_id in (select v.customer_id from invoice v"
        f" where {ranges} limit 500))"
    )
    values[f"{name}_like"] = f"%{escaped(word)}%"
    if len(word) < 3:
        return (
            f"({_TOLD} and (c.name like :{name}_like escape '\\' or c.code like :{name}_like escape '\\'"
            f" or c.town like :{name}_like escape '\\' or {number}))"
        )
    values[f"{name}_fts"] = fts_phrase(word)
    named = f"w.customer_id in (select rowid from customer_search where customer_search match :{name}_fts)"
    elsewhere = f"w.customer_id in (select customer_id from customer_address where town like :{name}_like escape '\\')"
    return f"({_TOLD} and ({named} or {elsewhere} or {number}))"


def fts_phrase(word: str) -> str:
    """A word as one FTS5 phrase: nothing in it is an operator, and no NUL ends it early."""
    quoted = word.replace('"', '""').replace("\0", "\ufffd")
    return f'"{quoted}"'


def escaped(word: str) -> str:
    """A word for LIKE with backslash as escape: its own wildcards are letters."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _amounts(filter_: Filter, said: list[str], values: dict[str, Value]) -> None:
    """Bounds in major units, compared in the minor units of each row's own currency."""
    for name, bound, sign in (
        ("least", filter_.min_major, ">=" if filter_.min_included else ">"),
        ("most", filter_.max_major, "<=" if filter_.max_included else "<"),
    ):
        if bound is None:
            continue
        cases = []
        for places, currencies in sorted(_ODD_DIGITS.items()):
            values[f"{name}{places}"] = _minor_bound(bound, places, sign)
            cases.append(f"when w.currency in ({currencies}) then :{name}{places}")
        values[name] = _minor_bound(bound, 2, sign)
        said.append(f"and {_TOLD} and w.open_minor {sign} case {' '.join(cases)} else :{name} end")


def _minor_bound(bound: Decimal, places: int, sign: str) -> int:
    """A bound in whole minor units that cuts the same amounts: rounded towards what still holds, and no larger than
    an INTEGER of the book."""
    rounding = ROUND_CEILING if sign in (">=", "<") else ROUND_FLOOR
    return min(int(bound.scaleb(places).to_integral_value(rounding)), _LARGEST)


def _days(filter_: Filter, today: date, said: list[str], values: dict[str, Value]) -> None:
    if filter_.late_over is not None:
        said.append("and w.due_on < :due_before")
        values["due_before"] = (today - timedelta(days=filter_.late_over)).isoformat()
    if filter_.late_under is not None:
        said.append("and w.due_on > :due_after")
        values["due_after"] = (today - timedelta(days=filter_.late_under)).isoformat()
    if filter_.due_on is not None:
        said.append("and w.due_on = :due_on")
        values["due_on"] = filter_.due_on.isoformat()


def _odd_digits() -> dict[int, str]:
    """The currencies whose minor unit is not a hundredth, by their digits, as SQL literals (all are letters)."""
    found: dict[int, list[str]] = {}
    for code, (places, _name) in CURRENCIES.items():
        if places != 2:
            found.setdefault(places, []).append(f"'{code}'")
    return {places: ", ".join(sorted(codes)) for places, codes in found.items()}


_LARGEST = 2**63 - 1
_ODD_DIGITS = _odd_digits()
