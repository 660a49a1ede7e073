"""What is said of a command line that cannot be: sentences of the house in place of the library's."""

from __future__ import annotations

import typer
from typer.core import TyperArgument, TyperOption

from billdesk.settings import UsageError


def wrong_line(error: typer.TyperException) -> UsageError:
    """The refusal of a command line, with the command whose help says more."""
    context = getattr(error, "ctx", None)
    way_out = f"See: {context.command_path if context else 'billdesk'} --help"
    param = error.param if isinstance(error, typer.BadParameter) else None
    if isinstance(param, (TyperOption, TyperArgument)):
        return UsageError(_of_value(param, missing=not error.message), way_out)
    option = getattr(error, "option_name", "")
    if option:
        return UsageError(_of_option(option, error), way_out)
    return UsageError(_of_words(error.message), way_out)


def _of_value(param: TyperOption | TyperArgument, *, missing: bool) -> str:
    """What a value must be. The value itself is left out: it may be long, and the person has just typed it."""
    name = param.opts[0] if isinstance(param, TyperOption) else (param.metavar or str(param.name).upper())
    if missing:
        return f"{name} is missing."
    choices = [str(choice.value) for choice in param.type_descriptor.choices or ()]
    if choices:
        return f"{name} takes {' or '.join([', '.join(choices[:-1]), choices[-1]] if choices[1:] else choices)}."
    if param.type_descriptor.annotation is not int:
        return f"{name} does not take that value."
    least, most = param.min, param.max
    from_ = "" if least is None else f" from {least}"
    return f"{name} takes a whole number{from_}{'' if most is None else f' to {most}'}."


def _of_option(option: str, error: typer.TyperException) -> str:
    """An option that is none, lacks its value or has one too many."""
    near = getattr(error, "possibilities", None)
    if "does not take" in error.message:
        return f"{option} takes no value."
    if "requires" in error.message:
        return f"{option} needs a value."
    return f"There is no option {option}{f', but there is {sorted(near)[0]}' if near else ''}."


def _of_words(message: str) -> str:
    """A word that is no command, is missing or is one too many."""
    surplus = message.partition("extra argument(s) (")[2].removesuffix(")")
    if surplus:
        return f"The command takes fewer words; too many: {surplus}."
    if message.startswith("Missing command"):
        return "The command is not complete."
    return f"{message.rstrip('.')}."
