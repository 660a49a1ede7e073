"""A desk file a test; made once, because making one writes six records."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from billdesk.domain.records import AccountView, CompanyView, InvoiceView
from billdesk.services import company, customers, invoices
from billdesk.services.desk import open_desk
from tests.conftest import TODAY
from tests.screens.forms.desk import clock, make_desk


@pytest.fixture(scope="session")
def _finished_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "desk.billdesk"
    make_desk(path)
    return path


@pytest.fixture
def folder(_finished_desk: Path, tmp_path: Path) -> Path:
    """A folder with a desk file of its own; nobody has it open."""
    shutil.copy(_finished_desk, tmp_path / "desk.billdesk")
    return tmp_path


class Book:
    """What the desk of a test holds, read when asked."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "desk.billdesk"

    def account(self, code: str = "H-0031") -> AccountView:
        """An account."""
        desk = open_desk(self._path, user="mk", today=TODAY, clock=clock)
        try:
            return customers.find(desk, code)
        finally:
            desk.close()

    def invoice(self, invoice_id: int) -> InvoiceView:
        """An invoice."""
        desk = open_desk(self._path, user="mk", today=TODAY, clock=clock)
        try:
            return invoices.get(desk, invoice_id)
        finally:
            desk.close()

    def company(self) -> CompanyView:
        """The settings."""
        desk = open_desk(self._path, user="mk", today=TODAY, clock=clock)
        try:
            return company.get(desk)
        finally:
            desk.close()


@pytest.fixture
def book(folder: Path) -> Book:
    """The desk's content."""
    return Book(folder)
