"""The texts of the follow-up: every one says what a customer has to know, and none can be turned against anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.claims import ClaimKind
from billdesk.domain.errors import InputError
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.message import Claimed, Facts, Line, Written
from billdesk.domain.followup.procedures import SHIPPED, Channel, Tone
from billdesk.domain.languages import LANGUAGES, language_of
from billdesk.domain.mailing import Sender
from billdesk.exchange.texts.grammar import MAY_BE_EMPTY, VALUES
from billdesk.exchange.texts.labels import LABELS
from billdesk.exchange.texts.source import SHIPPED as WORDS
from billdesk.exchange.texts.source import find, names, parse
from billdesk.exchange.texts.writing import TextWriter, write

SENDER = Sender("Maria Keller", "billing@muster.example", "+49 30 123456")
FACTS = Facts(
    template="reminder-clear",
    language="en",
    channel=Channel.MAIL,
    purpose=Purpose.REMINDER,
    tone=Tone.CLEAR,
    on=date(2026, 11, 21),
    pay_by=date(2026, 11, 30),
    company="Muster GmbH",
    bank="IBAN DE02 1203 0000 0000 2020 51\nBIC BYLADEM1001",
    code="H-0031",
    customer="Hofmann & Söhne",
    contact="Aylin Demir",
    address="books@hofmann.example",
    currency="EUR",
    lines=(
        Line("2026-0041", date(2026, 10, 1), 123_456_700, 100_000),
        Line("2026-0050", date(2026, 10, 15), 5_000, 5_000),
    ),
    others=(Line("2026-0061", date(2026, 12, 1), 7_700, 0),),
    credit_minor=2_500,
)
EVERY = [(code, name) for code in LANGUAGES for name in names()]


def written(source: str, facts: Facts = FACTS, sender: Sender = SENDER) -> Written:
    return write(parse(source, Path("mine.txt"), "en"), facts, sender)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(InputError) as raised:
        call()
    return str(raised.value)


# What is shipped


def test_every_language_has_every_text_that_the_procedures_name() -> None:
    wanted = {step.template for one in SHIPPED.values() for step in one.steps} | {"forewarning", "thanks"}
    assert set(names()) == wanted
    for code in LANGUAGES:
        assert {path.stem for path in (WORDS / code).glob("*.txt")} == wanted
    assert LABELS.keys() == LANGUAGES.keys()


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_text_says_what_is_owed_by_when_how_to_pay_whom_to_ask_and_offers_help(code: str, name: str) -> None:
    facts = replace(FACTS, template=name, language=code)
    said = TextWriter(SENDER)(facts)
    language = LANGUAGES[code]
    asked, owed = language.amount(105_000, "EUR"), name != "thanks"
    for told in (said.text, page_text(said.html)):
        assert asked in told
        assert all(number in told for number in ("2026-0041", "2026-0050"))
        assert language.day(date(2026, 10, 1)) in told
        assert (language.day(FACTS.pay_by) in told) == owed
        assert ("DE02 1203 0000 0000 2020 51" in told) == owed
        assert ("H-0031" in told) == owed
        assert all(word in told for word in ("Maria Keller", "billing@muster.example", "+49 30 123456"))
        assert "Aylin Demir" in told
    assert "Muster GmbH" in said.subject
    assert helping(code, name)


def helping(code: str, name: str) -> str:
    """The paragraph that a text marks as its offer of help; it says whom to ask."""
    source = find(name, code).source
    _, mark, rest = source.partition("{# help #}")
    paragraph = rest.split("\n", 1)[0]
    assert mark
    assert "{{ ask }}" in paragraph
    return paragraph.replace("{{ ask }}", "")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_only_the_last_tone_speaks_of_courts_and_only_as_a_possibility(code: str) -> None:
    court = {"en": "court", "de": "gerichtlich", "fr": "tribunal", "es": "tribunales", "hi": "न्यायालय"}[code]
    maybe = {"en": "will consider", "de": "prüfen", "fr": "possibilité", "es": "estudiaremos", "hi": "विचार"}[code]
    for name in names():
        source = find(name, code).source
        assert (court in source) == (name == "reminder-final")
        assert court not in source or maybe in source


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_last_reminder_names_the_invoices_that_it_is_meant_for(code: str) -> None:
    first, second = FACTS.lines
    final = replace(FACTS, template="reminder-final", language=code, tone=Tone.FINAL, lines=(first, second))
    mixed = replace(final, lines=(first, replace(second, leads=False)))
    said = {line for line in TextWriter(SENDER)(mixed).text.splitlines() if first.number in line}
    assert len(said) == 2, "in the list, and in the sentence that says whose last reminder it is"
    (sentence,) = (line for line in said if not line.startswith("- "))
    assert second.number not in sentence
    assert sentence not in TextWriter(SENDER)(final).text


def test_interest_is_named_only_when_it_is_claimed() -> None:
    firm = replace(FACTS, template="reminder-final")
    without = TextWriter(SENDER)(firm)
    claims = (Claimed(ClaimKind.INTEREST, 1_240), Claimed(ClaimKind.FIXED_SUM, 4_000))
    told = TextWriter(SENDER)(replace(firm, claims=claims))
    assert "claimed as well" not in without.text
    assert "claimed as well: €12.40 (interest), €40.00 (fixed sum)\n\nPlease pay" in told.text
    assert "\n\n\n" not in without.text + told.text


def test_a_text_lists_each_item_and_what_of_it_is_asked() -> None:
    text = TextWriter(SENDER)(FACTS).text
    assert "- Invoice 2026-0041, due on 1 October 2026: €1,000.00 (of €1,234,567.00 open)\n" in text
    assert "- Invoice 2026-0050, due on 15 October 2026: €50.00\nTotal: €1,050.00\n" in text
    assert "Your credit of €25.00 has been taken off." in text
    assert "not part of this message:\n- Invoice 2026-0061, due on 1 December 2026: €77.00\n" in text


def test_one_invoice_is_quoted_by_its_number_and_several_by_the_account() -> None:
    assert "quote H-0031." in TextWriter(SENDER)(FACTS).text
    assert "quote 2026-0041." in TextWriter(SENDER)(replace(FACTS, lines=FACTS.lines[:1])).text


def test_a_customer_of_another_language_is_written_to_in_that_of_the_desk_and_else_in_english() -> None:
    facts = replace(FACTS, language="pt")
    assert "Guten Tag" in TextWriter(SENDER, fallback="de")(facts).text
    assert "Hello" in TextWriter(SENDER)(facts).text
    assert language_of("de-AT").code == "de"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["€1,234,567.89", "₹12,34,567.89", "JPY 1,234,567", "-€0.05", "1 March 2026"]),
        ("de", ["1.234.567,89 €", "12.34.567,89 ₹", "1.234.567 JPY", "-0,05 €", "1. März 2026"]),
        ("fr", ["1 234 567,89 €", "12 34 567,89 ₹", "1 234 567 JPY", "-0,05 €", "1er mars 2026"]),
        ("es", ["1.234.567,89 €", "12.34.567,89 ₹", "1.234.567 JPY", "-0,05 €", "1 de marzo de 2026"]),
        ("hi", ["€12,34,567.89", "₹12,34,567.89", "JPY 12,34,567", "-€0.05", "1 मार्च 2026"]),
    ],
)
def test_amounts_and_days_are_written_the_way_of_the_language(code: str, said: list[str]) -> None:
    one = LANGUAGES[code]
    amounts = [(123_456_789, "EUR"), (123_456_789, "INR"), (1_234_567, "JPY"), (-5, "EUR")]
    found = [*(one.amount(*each) for each in amounts), one.day(date(2026, 3, 1))]
    assert [text.replace("\u00a0", " ").replace("\u202f", " ") for text in found] == said


# The user's own


def own(settings: Path, source: str | bytes, name: str = "reminder-clear", language: str = "en") -> Path:
    path = settings / "texts" / language / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return path


def test_a_users_text_stands_in_the_place_of_the_programs(tmp_path: Path) -> None:
    writer = TextWriter(SENDER, tmp_path)
    assert "Total" in writer(FACTS).text
    own(tmp_path, "Subject: Ours for {{ name }}\n\n{{ table }}\n\nPay {{ amount }}.\n")
    assert writer(FACTS).subject == "Ours for Aylin Demir"
    assert "Guten Tag" in writer(replace(FACTS, language="de")).text


def test_a_text_of_a_name_of_its_own_is_found_in_the_settings(tmp_path: Path) -> None:
    own(tmp_path, "Subject: Hi\n\nPay.\n", name="schools")
    assert TextWriter(SENDER, tmp_path)(replace(FACTS, template="schools")).text == "Pay.\n"
    assert "no text “clubs”" in refused(lambda: find("clubs", "en", tmp_path))
    assert "small letters" in refused(lambda: find("../../etc/passwd", "en", tmp_path))


def test_a_loop_goes_through_the_items_once_and_keeps_its_lines_together() -> None:
    source = (
        "Subject: A\n\nOpen:\n{% for item in items %}\n* {{ item.number }} {{ item.amount }} of {{ item.open }},"
        " {{ item.due }}\n{% endfor %}\n{% if several and not interest %}all {{ amount }}{% endif %}\nBye\n"
    )
    assert written(source).text == (
        "Open:\n* 2026-0041 €1,000.00 of €1,234,567.00, 1 October 2026\n"
        "* 2026-0050 €50.00 of €50.00, 15 October 2026\nall €1,050.00\nBye\n"
    )


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("Subject: A\n\nb\n{{ nmae }}\n", 4, "no value “nmae”"),
        ("Subject: {{ nmae }}\n\nb\n", 1, "no value “nmae”"),
        ("Subject: A\n\n{% if interest %}{{ hidden }}{% endif %}\n", 3, "no value “hidden”"),
        ("Subject: A\n\n\n\n{% if interest %}\n", 5, "cannot be read"),
        ("Subject: A\n\n{{ amount\n", 3, "cannot be read"),
        ("Subject: A\n\n{{ amount.__class__ }}\n", 3, "only the rows of a loop have fields"),
        ("Subject: A\n\n{{ ''.__class__.__mro__ }}\n", 3, "only the rows of a loop have fields"),
        ("Subject: A\n\n{{ amount['x'] }}\n", 3, "[…] is not part"),
        ("Subject: A\n\nx\n{{ range(999999999) }}\n", 4, "a call is not part"),
        ("Subject: A\n\n{{ amount|upper }}\n", 3, "a filter is not part"),
        ("Subject: A\n\n{% set x = amount %}\n", 3, "set is not part"),
        ("Subject: A\n\n{{ 'x' * 999999999 }}\n", 3, "this is not part"),
        ("Subject: A\n\n{{ 9 ** 999999999 }}\n", 3, "this is not part"),
        ("Subject: A\n\n{{ amount ~ amount }}\n", 3, "this is not part"),
        ("Subject: A\n\n{% macro m() %}{% endmacro %}\n", 3, "macro is not part"),
        ("Subject: A\n\n{% include '/etc/passwd' %}\n", 3, "include is not part"),
        ("Subject: A\n\n{% extends 'x' %}\n", 3, "extends is not part"),
        ("Subject: A\n\n{% import 'os' as os %}\n", 3, "import is not part"),
        ("Subject: A\n\n{% for c in amount %}{% endfor %}\n", 3, "goes through “items”"),
        ("Subject: A\n\n{% for a in items %}\n{% for b in items %}{% endfor %}{% endfor %}\n", 4, "within a loop"),
        ("Subject: A\n\n{% for a in items recursive %}{% endfor %}\n", 3, "neither a condition"),
        ("Subject: A\n\n{% for a in items if a %}{% endfor %}\n", 3, "neither a condition"),
        ("Subject: A\n\n{% for bank in items %}{% endfor %}\n", 3, "has a meaning of its own"),
        ("Subject: A\n\n{% for a in items %}{{ a.secret }}{% endfor %}\n", 3, "no field “secret”"),
        ("Subject: A\n\n{% for a in items %}{{ a.__init__ }}{% endfor %}\n", 3, "no field “__init__”"),
        ("Hello\n\nb\n", 1, "the first line is “Subject: …”"),
        ("Subject:\n\nb\n", 1, "the first line is “Subject: …”"),
        ("Subject: A\nb\n", 2, "comes an empty line"),
        ("Subject: A\n\n  \n", 2, "comes an empty line"),
        ("", 1, "the first line is “Subject: …”"),
        ("Subject: A\n\nb\n\x1a\n", 4, "control character"),
        ("Subject: A\rBcc: x@example.com\n\nb\n", 1, "control character"),
    ],
)
def test_a_mistake_is_named_with_its_line(source: str, line: int, said: str) -> None:
    message = refused(lambda: parse(source, Path("mine.txt"), "en"))
    assert message.startswith(f"mine.txt, line {line}: ")
    assert said in message


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"Subject: A\n\n" + b"x" * 70_000, b"Subject: A\n\n" + b"{% if several %}" * 2000]
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(tmp_path: Path, raw: bytes) -> None:
    path = own(tmp_path, raw)
    assert refused(lambda: find("reminder-clear", "en", tmp_path)).startswith(str(path))


@pytest.mark.parametrize(
    ("value", "facts", "sender"),
    [
        ("bank", replace(FACTS, bank=" \n"), SENDER),
        ("company", replace(FACTS, company=""), SENDER),
        ("sender", FACTS, Sender("", "a@b.example")),
    ],
)
def test_a_text_that_says_what_the_desk_does_not_have_is_refused(value: str, facts: Facts, sender: Sender) -> None:
    message = refused(lambda: written(f"Subject: A\n\n{{{{ {value} }}}}\n", facts, sender))
    assert f"mine.txt says {{{{ {value} }}}}" in message
    assert "there is none" in message


def test_a_mail_is_not_written_to_what_is_no_address() -> None:
    assert "“books” is no mail address" in refused(lambda: TextWriter(SENDER)(replace(FACTS, address="books")))
    assert TextWriter(SENDER)(replace(FACTS, address="Hauptstr. 1", channel=Channel.LETTER)).language == "en"


def test_the_subject_stays_one_line_of_a_length_that_can_be_read() -> None:
    assert "one line" in refused(lambda: written("Subject: {{ bank }}\n\nb\n"))
    assert "one line" in refused(lambda: written("Subject: {{ table }}\n\nb\n"))
    assert "more than 200" in refused(lambda: written("Subject: {{ name }}\n\nb\n", replace(FACTS, contact="x" * 201)))


def test_every_value_that_the_page_of_texts_names_can_be_said() -> None:
    said = "".join(f"{name}={{{{ {name} }}}}\n" for name in sorted({*VALUES, *MAY_BE_EMPTY} - {"others"}))
    assert "company=Muster GmbH" in written(f"Subject: A\n\n{said}").text


# Hostile data

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "x\r\nBcc: everyone@example.com",
            "<script>alert(1)</script>",
            '"><img src=x onerror=y>',
            "{{ bank }}{% for a in items %}",
            "{number}{day}",
            "\x1a",
            "\u202egpj.exe",
            "a\u2028b",
            "&lt;b&gt;",
        ]
    ),
)


class _Page(HTMLParser):
    """The text and the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(html: str) -> _Page:
    found = _Page()
    found.feed(html)
    found.close()
    return found


def tags(html: str) -> list[str]:
    """The tags of a page but for line ends, of which a value may have several."""
    return [tag for tag in page(html).tags if tag != "br"]


def page_text(html: str) -> str:
    return "\n".join(page(html).text)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_hostile_names_stay_text(customer: str, contact: str, number: str, bank: str, company: str) -> None:
    """Whatever a name says: no second header, no tag, no value of a text is read out of it."""
    facts = replace(
        FACTS,
        customer=f"Z{customer}",
        contact=contact,
        bank=f"Z{bank}",
        company=f"Z{company}",
        lines=(replace(FACTS.lines[0], number=f"Z{number}"),),
    )
    said = TextWriter(SENDER)(facts)
    assert len(said.subject.splitlines()) == 1
    assert tags(said.html) == tags(TextWriter(SENDER)(replace(FACTS, lines=FACTS.lines[:1])).html)
    assert "IBAN" not in said.text
    assert "\x1a" not in said.text
    assert not set(said.text) & set("\r\v\f\x1b\u2028\u2029\u202e\u2066")
    assert said.text.count("€1,000.00 (of €1,234,567.00 open)") == 1
