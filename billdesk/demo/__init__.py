"""The practice desk: three years of an invented company, to look around in and to measure with."""

from __future__ import annotations

from billdesk.demo.making import CUSTOMERS, INVOICES, SEED, make_demo

__all__ = ["CUSTOMERS", "INVOICES", "SEED", "make_demo"]
