"""`billdesk evidence` and `billdesk report disputes`: what a colleague or a lawyer is handed, and the figures."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from billdesk.cli import app
from billdesk.domain.dispute_records import OpenDisputeDraft, ResolveDisputeDraft
from billdesk.domain.disputes import DisputeOutcome, DisputePriority
from billdesk.domain.money import Money
from billdesk.evidence_page import texts_of, write_evidence
from billdesk.exchange.evidence_files import safe_name
from billdesk.services import dispute_files, dispute_report, disputes, evidence, safekeeping
from billdesk.services.desk import Desk
from tests import makers
from tests.cli.conftest import Run
from tests.makers import confirmed

CHEAP = replace(makers.CONSULTING, unit_price=Decimal("0.125"), tax_rate=Decimal(7), unit="pcs")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = makers.make_desk(tmp_path)
    yield opened
    opened.close()


def a_case(desk: Desk, customer: int, reason: str = "price") -> int:
    invoice = makers.an_invoice(desk, customer, date(2026, 9, 1)).id
    draft = OpenDisputeDraft(
        uuid4(),
        customer,
        invoice,
        Money(4_000, "EUR"),
        reason,
        DisputePriority.HIGH,
        "mk",
        "Fr. Weiß",
        "too \x1b[8m dear",
    )
    return disputes.open_case(desk, confirmed(draft))


def attach(desk: Desk, case: int, path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    disputes.attach(desk, confirmed(dispute_files.look_at(case, str(path))))
    return path


def test_the_folder_holds_the_papers_the_files_and_a_manifest_that_proves_them(desk: Desk, tmp_path: Path) -> None:
    case = a_case(desk, makers.a_customer(desk))
    attach(desk, case, tmp_path / "offer ; rm -rf.pdf", "an offer")
    target = tmp_path / "out"
    assert not write_evidence(evidence.gather(desk, case), target, force=False)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["chain_head"] == safekeeping.chain_head(desk)
    assert (manifest["case"], manifest["disputed"], manifest["currency"]) == (case, "40.00", "EUR")
    assert {entry["name"] for entry in manifest["papers"]} == {
        *("case.txt", "contacts.txt", "promises.txt", "receipts.txt", "messages.txt", "invoice.txt", "timeline.txt")
    }
    (file,) = manifest["files"]
    assert (file["name"], file["state"]) == ("files/01-offer_rm_-rf.pdf", "as attached")
    assert (target / file["name"]).read_text(encoding="utf-8") == "an offer"
    case_text = (target / "case.txt").read_text(encoding="utf-8")
    assert "€ 40.00 disputed: price" in case_text
    assert "\x1b" not in case_text
    assert all(stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600) for path in target.rglob("*"))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".billdesk-")]


def test_the_invoice_is_told_whole(desk: Desk) -> None:
    customer = makers.a_customer(desk)
    lines = (
        replace(makers.CONSULTING, quantity=Decimal(3), discount_percent=Decimal(5)),
        replace(
            makers.CONSULTING, description="Bread\x1b[8m", unit_price=Decimal("0.125"), tax_rate=Decimal(7), unit="pcs"
        ),
    )
    invoice = makers.an_invoice(desk, customer, date(2026, 9, 1), lines=lines, reference="PO 7")
    makers.a_receipt(desk, customer, 10_000, date(2026, 10, 20))
    case = OpenDisputeDraft(uuid4(), customer, invoice.id, Money(4_000, "EUR"), "price", DisputePriority.HIGH, "mk")
    text = texts_of(evidence.gather(desk, disputes.open_case(desk, confirmed(case))))["invoice.txt"]
    for said in (
        "Invoice 2026-0001\n",
        "From        Northwind Services BV\n            Kade 2, 1012 AB Amsterdam, NL",
        "VAT number  NL123456789B01",
        "To          Hofmann & Söhne H-0031 (H-0031)\n            Anger 1, 99084 Erfurt, DE",
        "VAT number  DE123456788",
        "Issued      Tue 1 Sep 2026",
        "Reference   PO 7",
        "Terms       30 days",
        "  1  Consulting\n     3 d × € 100.00, less 5 %, VAT 19 %, net € 285.00",
        "1 pcs × € 0.125, VAT 7 %, net € 0.13",
        "Net         € 285.13",
        "VAT 19 %    € 54.15 of € 285.00",
        "VAT 7 %     € 0.01 of € 0.13",
        "Tax         € 54.16",
        "Total       € 339.29",
        "Due         Thu 1 Oct 2026: € 339.29, € 239.29 open",
        "Tue 20 Oct 2026  transfer",
        "Open: € 239.29 of € 339.29",
    ):
        assert said in text, text
    assert "\x1b" not in text


def test_a_file_that_was_changed_or_is_gone_is_named(desk: Desk, tmp_path: Path) -> None:
    case = a_case(desk, makers.a_customer(desk))
    attach(desk, case, tmp_path / "changed.txt", "before").write_text("after", encoding="utf-8")
    attach(desk, case, tmp_path / "gone.txt", "once").unlink()
    said = write_evidence(evidence.gather(desk, case), tmp_path / "out.zip", force=False)
    assert [sentence.rpartition("/")[2] for sentence in said] == [
        "changed.txt is changed.",
        "gone.txt is not there any more.",
    ]
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("files/01-changed.txt") == b"after"
    assert [entry["state"] for entry in manifest["files"]] == ["changed since", "missing"]


def test_a_folder_of_somebody_else_is_never_replaced(desk: Desk, tmp_path: Path) -> None:
    case = a_case(desk, makers.a_customer(desk))
    target = tmp_path / "out"
    found = evidence.gather(desk, case)
    write_evidence(found, target, force=False)
    write_evidence(found, target, force=True)
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Exception, match="holds something else"):
        write_evidence(found, target, force=True)
    assert (target / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_command_writes_a_folder_or_a_zip_and_refuses_in_a_sentence(desk: Desk, tmp_path: Path, run: Run) -> None:
    case = a_case(desk, makers.a_customer(desk))
    attach(desk, case, tmp_path / "offer.pdf", "an offer")
    common = ("--desk", desk.path, "--user", "mk", "evidence")
    folder, packed = tmp_path / "papers", tmp_path / "papers.zip"
    for target in (folder, packed):
        done = run(*common, case, "--to", target)
        assert (done.code, done.out.strip()) == (0, str(target)), done.err
        again = run(*common, case, "--to", target)
        assert (again.code, again.out) == (1, "")
        assert f"There is a file {target} already. Give --force to write over it." in again.err
        assert run(*common, case, "--to", target, "--force").code == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"invoice.txt", "manifest.json", "files/01-offer.pdf"} < names
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == names
    (tmp_path / "offer.pdf").write_text("another offer", encoding="utf-8")
    changed = run(*common, case, "--to", tmp_path / "later.zip")
    assert (changed.code, "offer.pdf is changed." in changed.err) == (5, True)
    unknown = run(*common, 99, "--to", tmp_path / "none")
    assert (unknown.code, unknown.out) == (1, "")
    assert "There is no such dispute." in unknown.err
    assert run(*common, "first").code == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/a/../../etc/passwd", "01-passwd"),
        ("C:\\x\\con.txt", "01-_con.txt"),
        ("/a/..", "01-file"),
        ("/a/\u202egnp.exe", "01-gnp.exe"),
        ("/a/" + "x" * 300 + ".pdf", "01-" + "x" * 71 + ".pdf"),
    ],
)
def test_hostile_names_become_plain_ones(path: str, name: str) -> None:
    assert safe_name(1, path) == name


def test_the_figures_by_reason(desk: Desk) -> None:
    customer = makers.a_customer(desk)
    first, second, _ = (a_case(desk, customer) for _ in range(3))
    for case, outcome, credit in ((first, DisputeOutcome.PARTLY, 1_000), (second, DisputeOutcome.REJECTED, 0)):
        version = disputes.get(desk, case).item.version
        draft = ResolveDisputeDraft(uuid4(), case, version, outcome, Money(credit, "EUR"), "seen")
        disputes.resolve(desk, confirmed(draft))
    (figures,) = dispute_report.by_reason(desk)
    assert (figures.reason, figures.opened, figures.live, figures.settled) == ("price", 3, 1, 2)
    assert (figures.upheld, figures.first_contact, figures.mean_days) == (1, 2, 0.0)
    assert (figures.agreed_minor, figures.credited_minor) == (1_000, 0)
    assert not dispute_report.by_reason(desk, since=date(2026, 11, 22))


def test_reasons_are_named_and_retired_with_a_reason_that_is_stored(tmp_path: Path) -> None:
    path = makers.make_file(tmp_path)
    run = CliRunner()
    common = ["--desk", str(path), "--user", "mk"]
    refused = run.invoke(app, [*common, "dispute-reasons", "--name", "weight"])
    assert refused.exit_code != 0
    named = run.invoke(
        app,
        [
            *common,
            "dispute-reasons",
            "--name",
            "weight=weighs less",
            "--retire",
            "tax",
            "--reason",
            "ours",
            "--format",
            "csv",
        ],
    )
    assert named.exit_code == 0, named.output
    assert "weight,weighs less,no" in named.output
    assert "tax,tax,yes" in named.output
