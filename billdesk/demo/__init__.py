"""The practice desk: three years of an invented company, to look around in and to measure with."""

from __future__ import annotations

from billdesk.demo.making import COMPANY, CUSTOMERS, INVOICES, SEED, make_demo

__all__ = ["COMPANY", "CUSTOMERS", "INVOICES", "SEED", "make_demo"]
