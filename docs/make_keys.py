"""Write docs/keys.md from the registry of commands: `python docs/make_keys.py [--check]`.

With `--check` nothing is written; it ends with 1 when the file is not what the registry says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from billdesk.command import Command, Scope
from billdesk.commands import commands_of
from billdesk.keymap import DEFAULT, key_label

TARGET = Path(__file__).with_name("keys.md")
HEAD = """# Keys

Made by `docs/make_keys.py` from the registry in `billdesk/commands.py`; F1 shows the same for the screen you are on.
What is done to a record has the same letter on every screen; the few keys that mean two things are
[at the end](#keys-with-two-meanings). A command that is not available now stays visible, dimmed, and says why when its
key is pressed.

To change a key, name its command in `keymap.toml` in your configuration folder:

```toml
[keys]
receipt = "b"
help = ["f1", "ctrl+o"]
```

Keys are written as `c`, `G`, `?`, `f2`, `ctrl+r`, `shift+tab`. The file is checked at start; what is wrong with it is
said with its line, and then the keys below hold.
"""
TITLES = {
    Scope.APP: "Everywhere",
    Scope.LIST: "In a list",
    Scope.QUEUE: "Queue",
    Scope.INVOICE: "Invoice",
    Scope.FOLLOW_UP: "Follow-up",
    Scope.ACCOUNT: "Account",
    Scope.DISPUTE: "Dispute",
    Scope.FEEDBACK: "Feedback",
    Scope.REASONS: "Reasons for disputes",
    Scope.BATCH: "Batch",
    Scope.GAP: "Gap of a batch",
    Scope.CALENDAR: "Calendar",
    Scope.CLAIMS: "Claims",
    Scope.BRIEF: "Morning brief",
    Scope.PROCEDURES: "Procedures",
    Scope.RUN: "Daily run",
    Scope.FORM: "Forms",
    Scope.DOUBLE_CHECK: "Double check",
}


def page() -> str:
    """The whole page."""
    parts = [_part(scope, title) for scope, title in TITLES.items()]
    return HEAD + "".join("\n".join(["", *part, ""]) for part in (*parts, _two_meanings()))


def _part(scope: Scope, title: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| key | command | what it does |"
    yield "|---|---|---|"
    for item in commands_of(scope):
        yield f"| {_keys(item, scope)} | `{item.id}` | {item.sentence} |"


def _two_meanings() -> Iterator[str]:
    """The keys that reach different commands on different screens; those of the same commands stand in one row."""
    meanings: dict[str, dict[str, str]] = {}
    for scope, title in TITLES.items():
        for item in commands_of(scope):
            for key in item.keys if scope is Scope.APP else DEFAULT.keys_on(item, scope):
                meanings.setdefault(key, {}).setdefault(item.method, f"{item.name.rstrip(' 123456789')} ({title})")
    rows: dict[tuple[str, ...], list[str]] = {}
    for key, said in meanings.items():
        if len(said) > 1:
            rows.setdefault(tuple(said), []).append(key)
    yield "## Keys with two meanings"
    yield ""
    yield "| key | means |"
    yield "|---|---|"
    for keys in rows.values():
        shown = " ".join(f"`{key_label(key)}`" for key in keys)
        yield f"| {shown} | {'; '.join(meanings[keys[0]].values())} |"


def _keys(item: Command, scope: Scope) -> str:
    keys = item.keys if scope is Scope.APP else DEFAULT.keys_on(item, scope)
    return " ".join(f"`{key_label(key)}`" for key in keys) or "–"


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
        if not same:
            sys.stderr.write("docs/keys.md is not what the registry says; run: python docs/make_keys.py\n")
        return 0 if same else 1
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
