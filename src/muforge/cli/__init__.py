"""The command line: ``muforge COMMAND ...``, one module of `muforge.cli.commands` a command."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import warnings
from collections.abc import Sequence

from muforge.errors import AccuracyWarning, MuforgeError, ValidityWarning, nearest

COMMANDS = {
    "list": "the quantities that can be computed",
    "explain": "formula, arguments, source and accuracy of a quantity",
    "eval": "compute a quantity",
    "scan": "compute a quantity on a grid and write a file",
    "figure": "plot a quantity",
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
LONGEST_MESSAGE = 200


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are `MuforgeError`."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise MuforgeError(f"{message}; see '{self.prog} --help'")


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
    if sys.stdout is None:
        print(f"{speaker}: the standard output is closed; open it, or send it to a file", file=sys.stderr)
        return BAD_INPUT
    with warnings.catch_warnings():
        for category in (AccuracyWarning, ValidityWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = lambda message, *_, **__: print(f"{speaker}: warning: {message}", file=sys.stderr)
        try:
            code = _run_command(command, words[1:]) if command else _run_top(words)
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        except KeyboardInterrupt:
            print(f"{speaker}: interrupted", file=sys.stderr)
            return INTERRUPTED
        except MuforgeError as error:
            print(f"{speaker}: {error}", file=sys.stderr)
            return BAD_INPUT
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            print(f"{speaker}: {where}{error.strerror or error}", file=sys.stderr)
            return BAD_INPUT
        except Exception as error:
            if os.environ.get("MUFORGE_TRACEBACK"):
                raise
            said = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_MESSAGE]
            print(f"{speaker}: {said} (not foreseen: set MUFORGE_TRACEBACK=1 to see where)", file=sys.stderr)
            return UNFORESEEN


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
    from importlib.metadata import version

    from muforge._fast import instruction_set

    lines = "\n".join(f"  {name:<12}{about}" for name, about in COMMANDS.items())
    parser = Parser(
        prog="muforge",
        usage="muforge COMMAND ...",
        description="Numbers behind muonic forces and the muon's anomalous magnetic moment.",
        epilog=f"commands:\n{lines}\n\n'muforge COMMAND --help' shows arguments and examples of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"muforge {version('muforge')} (kernels for {instruction_set})"
    )
    if not words:
        parser.print_help()
        return BAD_INPUT
    if not words[0].startswith("-"):
        raise MuforgeError(f"there is no command '{words[0]}'{nearest(words[0], COMMANDS)}; see 'muforge --help'")
    try:
        parser.parse_args(words)
    except SystemExit:  # after --help or --version
        pass
    return 0
