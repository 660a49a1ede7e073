"""Procedures of the follow-up as they are stored, and who uses which."""

PROCEDURES = "select * from procedure order by name"

STEPS = "select * from procedure_step order by procedure_id, position"

OF_DESK = "select value from desk_setting where name = 'procedure' and value <> ''"

USES = """
select procedure, sum(invoice_id is null) as customers, sum(invoice_id is not null) as invoices
from procedure_choice group by procedure"""
"""For how many customers and invoices each was chosen."""

CHOICES = """
select invoice_id, procedure from procedure_choice where customer_id = :customer order by invoice_id is not null, id"""
"""What was chosen for a customer, itself (no invoice) first."""

OWING = "select distinct customer_id from instalment where open_minor > 0"
"""Whose follow-up the desk's own procedure decides, unless they have their own."""

CHOSEN_BY = "select distinct customer_id from procedure_choice where procedure = :name"
"""The customers that have a procedure, for themselves or for one of their invoices."""
