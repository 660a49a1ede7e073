"""How the double check was answered."""

USES = """
select code, sum(outcome = 'agreed') as agreed, sum(outcome = 'changed') as changed
from check_answer group by code order by code"""

SHOWN = "select code, message from check_shown where subject = :subject"

ANSWERED = "select code, answered from check_answer where subject = :subject and outcome = 'agreed' order by id"
