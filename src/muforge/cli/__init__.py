"""The command line: ``muforge COMMAND ...``, one module of `muforge.cli.commands` a command."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

from muforge.catalogue.models_in_use import report_again
from muforge.cli.streams import abandon_output, prepare_streams, say
from muforge.errors import (
    AccuracyWarning,
    ArgumentError,
    ImplausibleWarning,
    ModelChangedWarning,
    MuforgeError,
    ValidityWarning,
    nearest,
)
from muforge.installation import version
from muforge.kernels.extension import extension

COMMANDS = {
    "list": "the quantities that can be computed",
    "explain": "formula, arguments, source and accuracy of a quantity",
    "eval": "compute a quantity",
    "scan": "compute a quantity on a grid and write a file",
    "figure": "plot a quantity",
    "limit": "couplings of a model that an experiment excludes",
    "plane": "draw couplings against mass: excluded, preferred, in reach",
    "gallery": "make the figures and tables of the gallery",
    "table": "largest masses of heavy particles that explain g-2, beside published ones",
    "demo": "a table and a figure of K -> mu nu X and the muon's anomalous magnetic moment",
    "model": "describe a model of a light mediator, or draw its decays",
    "build": "compile the models of a Python file of yours",
    "verify": "prove the formulas and their compiled kernels",
    "regenerate": "write the C kernels anew from the formulas",
}

BAD_INPUT = 2
INTERRUPTED = 130
BROKEN_PIPE = 141
UNFORESEEN = 70


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are `MuforgeError`, and which says when an option is given twice."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.register("action", None, _LastOne)
        self.register("action", "store", _LastOne)

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ArgumentError(f"{message}; see '{self.prog} --help'")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write help; where argparse would ignore a disk that is full, this is an error."""
        print(message, end="", file=file or sys.stdout)


class _LastOne(argparse.Action):
    """Stores the value of an option; the last one, with a note, where it is given several times."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        if option:
            given = namespace.__dict__.setdefault("given_options", set())
            if self.dest in given:
                say(parser.prog, f"note: {option} is given more than once; the last one counts: {values}")
            given.add(self.dest)
        setattr(namespace, self.dest, values)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after ``muforge``; by default those of the process.

    Returns
    -------
    int
        0, 1 if a verification failed, 2 for bad input, 130 after Ctrl-C.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = words[0] if words and words[0] in COMMANDS else ""
    speaker = f"muforge {command}".strip()
    prepare_streams()
    if sys.stdout is None:
        say(speaker, "the standard output is closed; open it, or send it to a file")
        return BAD_INPUT
    report_again()
    with warnings.catch_warnings():
        for category in (AccuracyWarning, ImplausibleWarning, ModelChangedWarning, ValidityWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = _once_each(speaker)
        try:
            code = _run_command(command, words[1:]) if command else _run_top(words)
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            return BROKEN_PIPE
        except KeyboardInterrupt:
            say(speaker, "interrupted")
            return INTERRUPTED
        except MuforgeError as error:
            say(speaker, str(error))
            return BAD_INPUT
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            say(speaker, f"{where}{error.strerror or error}")
            return BAD_INPUT
        except UnicodeEncodeError as error:
            say(speaker, f"{error.object!r:.100} cannot be written as {error.encoding}; give a text without surrogates")
            return BAD_INPUT
        except MemoryError:
            say(speaker, "there is not enough memory; ask for fewer points at a time")
            return BAD_INPUT
        except Exception as error:
            if os.environ.get("MUFORGE_TRACEBACK"):
                raise
            say(speaker, f"{type(error).__name__}: {error} (not foreseen: set MUFORGE_TRACEBACK=1 to see where)")
            return UNFORESEEN
        finally:
            abandon_output()


def _once_each(speaker: str) -> Any:
    """Says a warning, and of the same kind about the same quantity only the first."""
    said: set[tuple[type[Warning], str]] = set()

    def show(message: Warning, category: type[Warning], *_: Any, **__: Any) -> None:
        about = (category, str(message).partition(":")[0])
        if about not in said:
            said.add(about)
            say(speaker, f"warning: {message}")

    return show


def _run_command(command: str, words: list[str]) -> int:
    module = importlib.import_module(f"muforge.cli.commands.{command}")
    parser = command_parser(command)
    module.add_arguments(parser)
    try:
        parsed = parser.parse_intermixed_args(words)
    except SystemExit:  # after --help
        return 0
    return int(module.run(parsed))


def command_parser(command: str) -> Parser:
    """The parser of one command, without its arguments, with its description and examples."""
    module = importlib.import_module(f"muforge.cli.commands.{command}")
    examples = "\n".join(f"  {line}" for line in module.EXAMPLES)
    return Parser(
        prog=f"muforge {command}",
        description=module.__doc__,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _run_top(words: list[str]) -> int:
    lines = "\n".join(f"  {name:<12}{about}" for name, about in COMMANDS.items())
    parser = Parser(
        prog="muforge",
        usage="muforge COMMAND ...",
        description="Numbers behind muonic forces and the muon's anomalous magnetic moment.",
        epilog=f"commands:\n{lines}\n\n'muforge COMMAND --help' shows arguments and examples of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="show the version, and the processor kernels are for")
    if not words:
        parser.print_help()
        return BAD_INPUT
    if not words[0].startswith("-"):
        raise MuforgeError(f"there is no command '{words[0]}'{nearest(words[0], COMMANDS)}; see 'muforge --help'")
    try:
        parsed = parser.parse_args(words)
    except SystemExit:  # after --help
        return 0
    if parsed.version:
        print(f"muforge {version()} (kernels for {extension().instruction_set})")
    return 0
