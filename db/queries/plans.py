"""Plans of several promises."""

from __future__ import annotations

from db.queries.account import PROMISE

PLAN = "select * from promise_plan where id = :plan"

OF_CUSTOMER = "select * from promise_plan where customer_id = :customer order by agreed_on desc, id desc"

PROMISES = f"""
{PROMISE} join plan_promise m on m.promise_id = p.id where m.plan_id = :plan order by m.position"""

PROMISE_IDS = "select promise_id from plan_promise where plan_id = :plan order by position"

PLAN_OF_PROMISE = "select plan_id from plan_promise where promise_id = :promise"
