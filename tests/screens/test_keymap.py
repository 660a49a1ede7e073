"""The registry of commands agrees with itself, and a user's keymap is taken whole or refused with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.command import Scope
from billdesk.commands import COMMANDS, by_id, command, reachable
from billdesk.domain.errors import InputError
from billdesk.keymap import DEFAULT, key_label, load, normal_key


def test_ids_are_unique_and_sentences_are_sentences() -> None:
    assert len(by_id()) == len(COMMANDS)
    for item in COMMANDS:
        assert item.sentence.endswith("."), item.id
        assert item.sentence[0].isupper(), item.id


@pytest.mark.parametrize("scope", Scope)
def test_no_two_commands_of_a_screen_share_a_key(scope: Scope) -> None:
    taken: dict[str, str] = {}
    for item in reachable(scope):
        for key in DEFAULT.keys_on(item, scope):
            assert taken.setdefault(key, item.id) == item.id, key


@pytest.mark.parametrize("scope", set(Scope) - {Scope.LIST})
def test_help_and_quit_can_be_reached_everywhere(scope: Scope) -> None:
    assert DEFAULT.keys_on(command("help"), scope)
    assert DEFAULT.keys_on(command("quit"), scope)


def test_every_default_key_has_a_name_that_a_keymap_may_use() -> None:
    for item in COMMANDS:
        for key in item.keys:
            assert normal_key(key) == key


def test_no_command_hangs_on_a_key_that_terminals_cannot_tell_apart() -> None:
    same_bytes = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+enter", "ctrl+left_square_bracket"}
    assert not [item.id for item in COMMANDS if set(item.keys) & same_bytes]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("?", "question_mark"),
        ("Ctrl+R", "ctrl+r"),
        ("G", "G"),
        ("F2", "f2"),
        ("+", "plus"),
        ("shift+alt+x", "shift+alt+x"),
    ],
)
def test_keys_as_people_write_them(written: str, name: str) -> None:
    assert normal_key(written) == name


@pytest.mark.parametrize("written", ["", " ", "entr", "ctrl+", "ctrl+ctrl+r", "hyper+x", "é"])
def test_keys_that_do_not_exist(written: str) -> None:
    assert normal_key(written) is None


def test_labels() -> None:
    assert [key_label(key) for key in ("enter", "question_mark", "ctrl+r", "f1", "c", "G", "shift+tab")] == [
        *("↵", "?", "Ctrl+R", "F1", "c", "G", "Shift+Tab")
    ]


def _load(folder: Path, text: str) -> str:
    path = folder / "keymap.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load(path)
    assert str(path) in refused.value.sentence
    return refused.value.sentence


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == DEFAULT


def test_a_good_file_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('[keys]\ncall = "r"\nreceipt = ["c", "Ctrl+O"]\n', encoding="utf-8")
    keymap = load(path)
    assert keymap.keys(command("receipt")) == ("c", "ctrl+o")
    assert keymap.keys(command("open")) == command("open").keys


def test_an_unknown_command_names_the_nearest(tmp_path: Path) -> None:
    said = _load(tmp_path, '[keys]\nopen = "enter"\nreciept = "r"\n')
    assert "line 3" in said
    assert "“receipt”" in said


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    said = _load(tmp_path, '[keys]\nopen = "entr"\n')
    assert "line 2" in said
    assert "“enter”" in said


def test_a_clash_names_both(tmp_path: Path) -> None:
    said = _load(tmp_path, '[keys]\nreceipt = "c"\n')
    assert "“call”" in said
    assert "“receipt”" in said
    assert "line 2" in said


def test_a_key_of_the_list_clashes_too(tmp_path: Path) -> None:
    assert "“list-down”" in _load(tmp_path, '[keys]\ncall = "j"\n')


@pytest.mark.parametrize(
    "key", ["enter", "ctrl+enter", "shift+enter", "ctrl+m", "ctrl+j", "f2", "ctrl+s", "i", "space"]
)
def test_confirm_is_never_enter_nor_the_key_that_opened_the_double_check_nor_one_that_types(
    tmp_path: Path, key: str
) -> None:
    said = _load(tmp_path, f'[keys]\nconfirm = ["f8", "{key}"]\n')
    assert "line 2" in said
    assert "“confirm”" in said


@pytest.mark.parametrize("opener", ["review", "issue", "reverse", "snooze"])
def test_what_leads_to_the_double_check_is_not_put_on_the_key_that_confirms(tmp_path: Path, opener: str) -> None:
    said = _load(tmp_path, f'[keys]\n{opener} = "f8"\n')
    assert "line 2" in said
    assert "“confirm”" in said
    assert f"“{opener}”" in said


@pytest.mark.parametrize("command_id", ["review", "pick", "delete-line", "to-field", "confirm"])
@pytest.mark.parametrize("key", ["s", "S", "7", "?", "shift+a", "backspace"])
def test_no_key_that_types_is_a_command_where_one_types(tmp_path: Path, command_id: str, key: str) -> None:
    said = _load(tmp_path, f'[keys]\n{command_id} = "{key}"\n')
    assert "line 2" in said
    assert f"“{command_id}”" in said


def test_keys_that_type_nothing_are_taken_in_forms_and_for_confirming(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('[keys]\nconfirm = "ctrl+y"\nreview = ["f3", "alt+s"]\n', encoding="utf-8")
    assert load(path).keys(command("confirm")) == ("ctrl+y",)


@pytest.mark.parametrize("text", ["[keys\n", "keys = 3\n", "[other]\n", "[keys]\nopen = 3\n", "[keys]\nquit = []\n"])
def test_a_file_that_is_no_keymap_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    assert "\n" not in _load(tmp_path, text)


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(b"\xff\xfe\x00k")
    with pytest.raises(InputError):
        load(path)
