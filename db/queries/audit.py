"""The audit chain in order."""

PAGE_ROWS = 500

PAGE = f"""
select seq, at, by, action, subject, evidence, payload, hash from audit
where seq > :after and at >= :since and at <= :until and (:subject = '' or subject = :subject)
order by seq limit {PAGE_ROWS}"""

LAST_CHANGE = """
select by, at from audit where subject = :subject and payload like :table order by seq desc limit 1"""
"""Who changed the record itself last: a receipt or a call is of the same subject and leaves its version alone."""

HEAD = "select seq, hash from audit order by seq desc limit 1"

CHAIN = """
select a.seq, a.at, a.by, a.action, a.subject, a.evidence, a.payload, a.hash, p.salt, p.content
from audit a left join audit_private p on p.seq = a.seq order by a.seq"""

PUT = "insert into audit (seq, at, by, action, subject, evidence, payload, hash) values (?, ?, ?, ?, ?, ?, ?, ?)"

PUT_PRIVATE = "insert into audit_private (seq, salt, content) values (?, ?, ?)"

RECENT = """
select at, by, payload from audit
where seq > (select max(seq) from audit) - 500 and at >= :since
  and action in ('receipt', 'contact', 'note', 'plan agreed')
order by seq desc"""
"""What was booked inside the book only, newest first; what is older than some hundred links is not recent."""
