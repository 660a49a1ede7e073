"""The temporary database of an import's rows (`db.import_rows`)."""

PREPARE = (
    "pragma journal_mode = off",
    "pragma synchronous = off",
    """
create table imported (
  row integer primary key,
  customer_code text not null,
  customer_name text not null,
  number text not null,
  issued_on text not null,
  due_on text not null,
  total_minor integer not null,
  currency text not null,
  settled_on text,
  disputed integer not null,
  reference text not null
) strict""",
    "create table refused (row integer primary key, number text not null) strict",
    "begin",
)

PUT = "insert into imported values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

REFUSE = "insert into refused values (?, ?)"

REMOVE = ("delete from imported where row = ?", "delete from refused where row = ?")

ALL = "select * from imported order by row"

NUMBERS = "select row, number from imported order by row"

COUNT = "select count(*) from imported"

TWICE = """
select row, number, first_row from (
  select row, number, min(row) over (partition by number) as first_row
  from (select row, number from imported union all select row, number from refused))
where row > first_row order by row"""

PART = 1_000_000_000

SUMS = f"""
select currency, sum(total_minor / {PART}), sum(total_minor % {PART}) from imported
group by currency order by currency"""

CODES = "select distinct customer_code from imported"

SETTLED = "select count(*) from imported where settled_on is not null and total_minor > 0"

EARLY = "select count(*), min(row) from imported where due_on < issued_on"

ODD = """
select 'same customer, amount and day as another row', coalesce(sum(rows - 1), 0) from (
  select count(*) as rows from imported group by customer_code, currency, total_minor, issued_on)
union all select 'issued after today', count(*) from imported where issued_on > ?
union all select 'settled before it was issued', count(*) from imported where settled_on < issued_on
union all select 'total is zero', count(*) from imported where total_minor = 0
union all select 'disputed', count(*) from imported where disputed
order by 1"""
