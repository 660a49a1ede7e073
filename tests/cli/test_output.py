"""What programs read: exact money, ISO dates, stable keys, data alone on stdout; what terminals get is harmless."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from billdesk import cli
from billdesk.columns import BUCKET_KEYS
from billdesk.domain.money import digits
from billdesk.output import Column, Format, readable, write_document, write_rows
from billdesk.printing import customer_record, invoice_record, line_records, print_customer
from tests.cli.conftest import ROOT, Run, program
from tests.domain.records_for_tests import ACCOUNT, INVOICE
from tests.makers import ADDRESSES, BANK_ACCOUNTS, TAX_IDS
from tests.terminal import Terminal

HOSTILE = "\x1b]0;x\x07[red]Ltd[/red] \u202eabc\u200b\x9b2J =1+1"


def test_ageing_as_json_has_the_documented_shape(on_desk: Run) -> None:
    ran = on_desk("report", "ageing", "--format", "json")
    document = json.loads(ran.out)
    assert ran.err == ""
    assert list(document) == ["as_of", "rows", "totals"]
    assert document["as_of"] == "2026-11-21"
    assert document["rows"][0] == {
        "customer": "=C4", "name": "=HYPERLINK(1)", "currency": "EUR", "current": "0.00", "d1_30": "7.00",
        "d31_60": "0.00", "d61_90": "0.00", "d91_120": "0.00", "over_120": "0.00", "unapplied": "0.00",
        "total": "7.00",
    }  # fmt: skip
    assert [(total["currency"], total["total"]) for total in document["totals"]] == [
        ("EUR", "176.50"), ("GBP", "1234.00")
    ]  # fmt: skip


def test_ageing_counts_what_was_open_on_the_day(on_desk: Run) -> None:
    document = json.loads(on_desk("report", "ageing", "--as-of", "2026-10-31", "--format", "json").out)
    assert [(total["currency"], total["current"], total["d1_30"]) for total in document["totals"]] == [
        ("EUR", "57.50", "119.00"), ("GBP", "1234.00", "0.00"), ("JPY", "98000", "0")
    ]  # fmt: skip


def test_csv_and_json_lines_end_with_a_totals_row_per_currency(on_desk: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(on_desk("report", "ageing", "--format", "csv").out)))
    lines = [json.loads(line) for line in on_desk("report", "ageing", "--format", "jsonl").out.splitlines()]
    assert [row["customer"] for row in rows] == ["'=C4", "C1", "C2", "", ""]
    assert [(row["currency"], row["total"]) for row in lines[-2:]] == [("EUR", "176.50"), ("GBP", "1234.00")]


def test_queue_rows_have_rank_reason_and_next_action(on_desk: Run) -> None:
    ran = on_desk("queue", "--format", "json", "--view", "overdue")
    rows = json.loads(ran.out)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["account"] for row in rows} == {"C1", "=C4"}
    assert all(row["why"] and row["next_action"] and row["currency"] == "EUR" for row in rows)


def test_programs_get_the_whole_queue_and_a_table_says_how_much_is_left(
    on_desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = json.loads(on_desk("queue", "--format", "json").out)
    monkeypatch.setattr(cli, "_TABLE_ROWS", len(whole) - 1)
    assert on_desk("queue").err == f"{len(whole) - 1} of {len(whole)} shown; --limit N shows more.\n"
    assert on_desk("queue", "--limit", len(whole)).err == ""
    assert on_desk("queue", "--limit", "1", "--filter", "cur:EUR").err == "1 of 3 shown; --limit N shows more.\n"
    assert json.loads(on_desk("queue", "--format", "json").out) == whole
    for format_ in ("jsonl", "csv"):
        ran = on_desk("queue", "--format", format_)
        assert (len(ran.out.splitlines()), ran.err) == (len(whole) + (format_ == "csv"), "")


def test_a_list_is_written_as_json_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"text": f"a\nb{HOSTILE}", "amount": str(n)} for n in range(3)]
    for some in ([], rows[:1], rows):
        write_rows(iter(some), COLUMNS, Format.JSON)
        written = capsys.readouterr().out
        write_document(some)
        assert written == capsys.readouterr().out


def test_queue_filter_and_limit(on_desk: Run) -> None:
    assert len(json.loads(on_desk("queue", "--format", "json", "--limit", "1").out)) == 1
    found = json.loads(on_desk("queue", "--format", "json", "--filter", "cur:EUR hofmann").out)
    assert {row["account"] for row in found} == {"C1"}


def test_a_queue_that_may_not_be_brought_to_today_says_so(desk: Path, run: Run) -> None:
    ran = run("--desk", desk, "--today", "2026-12-24", "--read-only", "queue", "--format", "json")
    assert (ran.code, json.loads(ran.out)[0]["rank"]) == (0, 1)
    assert "of another day" in ran.err
    assert run("--desk", desk, "--today", "2026-12-24", "queue").err == ""


def test_a_long_queue_is_read_page_by_page(on_desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = on_desk("queue", "--format", "json").out
    monkeypatch.setattr(cli, "_PAGE", 1)
    assert on_desk("queue", "--format", "json").out == whole
    assert len(json.loads(whole)) > 1


def test_nothing_to_list_leaves_stdout_empty_or_an_empty_list(on_desk: Run) -> None:
    table = on_desk("queue", "--filter", "cur:CHF")
    assert (table.code, table.out, table.err) == (0, "", "Nothing to list.\n")
    assert json.loads(on_desk("queue", "--filter", "cur:CHF", "--format", "json").out) == []


def test_one_invoice_in_every_shape(on_desk: Run) -> None:
    document = json.loads(on_desk("invoice", "show", "R-4", "--format", "json").out)
    assert (document["total"], document["open"], document["currency"]) == ("98000", "0", "JPY")
    assert [item["amount"] for item in document["settlements"]] == ["98000"]
    assert json.loads(on_desk("invoice", "show", "R-4", "--format", "jsonl").out) == document
    (row,) = csv.DictReader(io.StringIO(on_desk("invoice", "show", "R-4", "--format", "csv").out))
    assert (row["number"], row["due_on"], row["total"]) == ("R-4", "2026-11-02", "98000")
    assert "鈴木商店" in on_desk("invoice", "show", "R-4").out


MONEY = {"net", "tax", "base", "total", "open", "amount", "discount", "unapplied", "unit_price", *BUCKET_KEYS}


def money_in(value: object) -> Iterator[tuple[str, str, str]]:
    """Key, amount and currency of every amount in a document; an amount without a currency beside it fails."""
    if isinstance(value, dict):
        for key in MONEY & value.keys():
            yield key, value[key], value["currency"]
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from money_in(part)


@pytest.mark.parametrize(
    "words",
    [
        *(["invoice", "show", number] for number in ("R-1", "R-3", "R-4")),
        *(["customer", "show", code] for code in ("C1", "C3")),
        ["queue"],
        ["report", "ageing"],
    ],
)
def test_every_amount_has_its_currency_beside_it_and_the_currencys_digits(on_desk: Run, words: list[str]) -> None:
    found = list(money_in(json.loads(on_desk(*words, "--format", "json").out)))
    assert found or words[-1] == "C3"
    for key, amount, currency in found:
        assert len(amount.partition(".")[2]) == digits(currency), (key, amount, currency)


@pytest.mark.parametrize(
    ("price", "currency", "written"),
    [
        ("100", "EUR", "100.00"),
        ("1E+2", "EUR", "100.00"),
        ("0.12345", "EUR", "0.12345"),
        ("98000", "JPY", "98000"),
        ("1.5", "KWD", "1.500"),
    ],
)
def test_a_price_has_the_currencys_digits_or_more(price: str, currency: str, written: str) -> None:
    line = replace(INVOICE.lines[0], unit_price=Decimal(price))
    (record,) = line_records(replace(INVOICE, lines=(line,), currency=currency))
    assert record["unit_price"] == written


def test_a_customer_is_printed_with_every_address_tax_id_and_bank_account() -> None:
    account = replace(ACCOUNT, addresses=ADDRESSES[:1], tax_ids=TAX_IDS, bank_accounts=BANK_ACCOUNTS)
    record = customer_record(account)
    assert (record["street"], record["town"], record["vat_id"]) == ("Anger 1", "Erfurt", "DE123456789")
    billing = {"street": "Anger 1", "postcode": "99084", "town": "Erfurt", "region": "", "country": "DE"}
    delivery = {
        "street": "Am Hafen 7", "postcode": "99085", "town": "Gispersleben", "region": "Thüringen", "country": "DE",
    }  # fmt: skip
    assert record["addresses"] == [{"purpose": "billing", **billing}, {"purpose": "delivery", **delivery}]
    assert record["tax_ids"] == [
        {"kind": "vat", "value": "DE123456789", "country": "DE"},
        {"kind": "vat", "value": "NL002455799B11", "country": "NL"},
        {"kind": "other", "value": "151/815/08156", "country": "DE"},
    ]
    assert record["bank_accounts"] == [
        {"holder": "Hofmann KG", "iban": "DE89370400440532013000", "account": "", "bic": "COBADEFFXXX"},
        {"holder": "Hofmann & Söhne", "iban": "", "account": "0532013000", "bic": ""},
    ]
    assert customer_record(replace(ACCOUNT, vat_id=""))["tax_ids"] == []


def test_a_customer_with_several_is_shown_to_people_with_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    account = replace(ACCOUNT, addresses=ADDRESSES, tax_ids=TAX_IDS, bank_accounts=BANK_ACCOUNTS)
    print_customer(account, Format.TABLE)
    shown = capsys.readouterr().out
    for said in ("Am Hafen 7", "Lindemeer", "NL002455799B11", "DE89370400440532013000", "COBADEFFXXX", "0532013000"):
        assert said in shown
    print_customer(ACCOUNT, Format.TABLE)
    shown = capsys.readouterr().out
    assert not any(title in shown for title in ("Addresses", "Tax ids", "Bank accounts"))


def test_the_tax_of_an_invoice_names_its_currency() -> None:
    record = invoice_record(INVOICE, "open")
    assert INVOICE.taxes
    assert {currency for _, _, currency in money_in(record["taxes"])} == {INVOICE.currency}


def test_one_customer_in_every_shape(on_desk: Run) -> None:
    document = json.loads(on_desk("customer", "show", "C1", "--format", "json").out)
    assert [(item["number"], item["open"]) for item in document["items"]] == [("R-1", "119.00"), ("R-2", "50.50")]
    assert "[Ltd]" in on_desk("customer", "show", "C2").out
    (row,) = csv.DictReader(io.StringIO(on_desk("customer", "show", "=C4", "--format", "csv").out))
    assert (row["code"], row["name"]) == ("'=C4", "'=HYPERLINK(1)")


@pytest.mark.parametrize("words", [["invoice", "show", "R-99"], ["customer", "show", "C99"]])
def test_what_is_not_there_is_exit_1(on_desk: Run, words: list[str]) -> None:
    ran = on_desk(*words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("billdesk: There is no ")


def test_the_audit_report_tells_every_change_with_its_evidence(on_desk: Run) -> None:
    links = [json.loads(line) for line in on_desk("report", "audit", "--format", "jsonl").out.splitlines()]
    assert [link["seq"] for link in links] == list(range(1, len(links) + 1))
    assert "bypass: a test" in {link["evidence"] for link in links}
    assert json.loads(on_desk("report", "audit", "--as-of", "2001-01-01", "--format", "json").out) == []


COLUMNS = (Column("text", "Text"), Column("amount", "Amount", exact=True))


def test_csv_marks_formulas_in_texts_alone(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["=1+1", "+49 361", "-", "@x", "\tx", "plain", " =1"]
    write_rows([{"text": text, "amount": "-3.00"} for text in texts], COLUMNS, Format.CSV)
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:]
    assert [row[0] for row in rows] == ["'=1+1", "'+49 361", "'-", "'@x", "'\tx", "plain", " =1"]
    assert {row[1] for row in rows} == {"-3.00"}


@pytest.mark.parametrize("format_", [Format.JSON, Format.JSONL])
def test_json_is_exact_and_holds_no_control_characters(format_: Format, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([{"text": HOSTILE + "Söhne 鈴木", "amount": "1"}], COLUMNS, format_)
    text = capsys.readouterr().out
    assert "Söhne 鈴木" in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    read = json.loads(text)
    assert (read[0] if format_ is Format.JSON else read)["text"] == HOSTILE + "Söhne 鈴木"


def test_a_document_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_document({"a": ["\n"]}, compact=True)
    assert capsys.readouterr().out == '{"a": ["\\n"]}\n'


def test_hostile_text_reaches_a_table_as_signs(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([{"text": HOSTILE, "amount": "1"}], COLUMNS, Format.TABLE)
    text = capsys.readouterr().out
    assert "[red]Ltd[/red]" in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
@pytest.mark.parametrize("no_color", ["", "1"])
def test_what_a_real_terminal_gets_is_harmless(desk: Path, home: Path, format_: str, no_color: str) -> None:
    line = ["--desk", str(desk), "--today", "2026-11-21", "customer", "show", "C2", "--format", format_]
    command = [sys.executable, "-m", "billdesk", *line]
    with Terminal(command, home=home, cwd=ROOT, columns=80, env={"NO_COLOR": no_color}) as terminal:
        assert terminal.wait_exit() == 0
        text = bytes(terminal.raw).decode()
    assert "[Ltd]" in text
    assert not set(text) & {chr(code) for code in (*range(9), *range(14, 27), *range(0x80, 0xA0), 0x202E)}
    assert ("\\u202e" if format_ == "json" else "\ufffd") in text
    if no_color:
        assert "\x1b" not in text


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_figure_is_cut_on_a_narrow_terminal(desk: Path, home: Path, columns: int) -> None:
    command = [sys.executable, "-m", "billdesk", "--desk", str(desk), "report", "ageing", "--as-of", "2026-10-31"]
    with Terminal(command, home=home, cwd=ROOT, columns=columns, env={"NO_COLOR": "1"}) as terminal:
        assert terminal.wait_exit() == 0
        lines = bytes(terminal.raw).decode().splitlines()
    words = [word for line in lines for word in line.split()]
    assert words.count("98,000") == 4  # JPY: current and total, of the customer and of all
    assert words.count("1,234.00") == 4
    assert max(map(len, lines)) <= columns


def test_a_long_text_of_a_table_for_cron_is_broken_into_lines(capsys: pytest.CaptureFixture[str]) -> None:
    why = "A message may go out only once somebody has looked into the bank account. " * 4
    rows = [{"why": why.strip(), "name": "Hofmann & Söhne KG", "amount": "1380.00"}]
    columns = (Column("why", "Why"), Column("name", "Name", extra=True), Column("amount", "Amount", exact=True))
    write_rows(rows, columns, Format.TABLE)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) == 160
    assert "Hofmann & Söhne KG" in lines[2]
    cells = len("Hofmann & Söhne KG") + len("1,380.00") + 2 * 3
    assert " ".join(line[: 160 - cells] for line in lines[2:]).split() == why.split()
    write_rows(rows, columns, Format.CSV)
    assert why.strip() in capsys.readouterr().out


def test_data_piped_away_is_utf8_whatever_the_locale(desk: Path) -> None:
    ran = program("--desk", desk, "customer", "show", "C1", "--format", "json", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert json.loads(ran.out)["name"] == "Hofmann & Söhne KG"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12479.20", "12,479.20"),
        ("-1000000", "-1,000,000"),
        (12345, "12,345"),
        ("999.00", "999.00"),
        ("2026-11-30", "2026-11-30"),
        ("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"),
    ],
)
def test_people_read_figures_with_their_thousands_apart(value: str | int, shown: str) -> None:
    assert readable({"total": value}, Column("total", "Total", exact=True)) == shown
    assert readable({"number": value}, Column("number", "Number")) == str(value)
