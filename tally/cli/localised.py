"""click in two languages: help pages, and what is wrong with a command line."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import click

from tally.locales import LANGUAGES, Words


class TooManyArguments(click.UsageError):
    """More was handed over than the command takes; click itself says this only in English."""

    def __init__(self, extra: list[str], ctx: click.Context) -> None:
        super().__init__(" ".join(extra), ctx)


class LocalisedCommand(click.Command):
    """A command whose help page speaks the language of `words`."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:  # noqa: ANN401 - click's own arguments, passed on
        super().__init__(*args, **kwargs)
        self.words = words
        self.options_metavar = f"[{words('cli.options_metavar')}]"
        # --lang works before and after the sub-command's name; `main.language_of` has read it already.
        self.params.append(
            click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=words("cli.lang"))
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and refuse what is left over."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group):
            raise TooManyArguments(rest, ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of use."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{self.words('cli.usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and for a group its commands."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        remarked = filter(None, (option.get_help_record(ctx) for option in options))
        records = [(names, self._in_the_language(remark)) for names, remark in remarked]
        if records:
            with formatter.section(self.words("cli.options")):
                formatter.write_dl(records)

    def _in_the_language(self, text: str) -> str:
        """Put click's own remarks on an option, which it has in English alone, into the language."""
        text = text.replace("[required]", f"[{self.words('cli.required')}]")
        return text.replace("[default: ", f"[{self.words('cli.default')}: ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with its own help in the language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words("cli.show_help")
        return option


class LocalisedGroup(LocalisedCommand, click.Group):
    """The group of commands; a command's module is imported when the command is asked for."""

    def __init__(self, *args: Any, modules: Mapping[str, str], of: str = "cli", **kwargs: Any) -> None:  # noqa: ANN401 - as above
        """Make a group.

        Args:
            args: click's.
            modules: by name of a command, the module whose `command(words)` makes it.
            of: where the words of its commands stand: `cli.key` for `cli.key.new.short`.
            kwargs: click's.
        """
        super().__init__(*args, **kwargs)
        self.modules = modules
        self.of = of
        self.subcommand_metavar = self.words("cli.subcommand_metavar")

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of the board's work."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and make one command."""
        if cmd_name not in self.modules:
            return None
        command: click.Command = import_module(self.modules[cmd_name]).command(self.words)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and then the commands, whose one-line help needs none of their modules."""
        super().format_options(ctx, formatter)
        with formatter.section(self.words("cli.commands")):
            formatter.write_dl([(name, self.words(f"{self.of}.{name}.short")) for name in self.modules])


def usage_message(error: click.UsageError, words: Words) -> str:
    """Say in the language what is wrong with a command line."""
    match error:
        case TooManyArguments():
            key, fields = "too_many", {"extra": error.message}
        case click.NoSuchOption():
            key, fields = "no_such_option", {"option": error.option_name, "hint": _hint(error.possibilities, words)}
        case click.MissingParameter():
            key, fields = "missing", {"name": error.param.make_metavar(error.ctx) if error.param and error.ctx else ""}
        case click.BadOptionUsage():
            key, fields = "bad_option", {"option": error.option_name}
        case click.BadParameter():
            kind = error.param.type if error.param else None
            choices = kind.choices if isinstance(kind, click.Choice) else ()
            key, fields = (
                "bad_value",
                {"name": error.param.opts[0] if error.param else "", "hint": _hint(choices, words)},
            )
        case click.NoSuchCommand():
            key, fields = "no_such_command", {"command": error.command_name, "hint": _hint(error.possibilities, words)}
        case _:
            key, fields = "other", {"message": error.format_message()}
    return words(f"cli.wrong.{key}", **fields)


def _hint(possibilities: Iterable[object] | None, words: Words) -> str:
    return words("cli.wrong.hint", possible=", ".join(map(str, possibilities))) if possibilities else ""
