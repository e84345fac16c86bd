"""Make the figures and tables of the gallery: what light and heavy new physics of the muon looks like.

Without names all are made.  Numbers are computed anew; a published table that belongs into a figure is given with
--input NAME=FILE, and what is not given is left out and named.  Tables are written as .txt and .tex.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from muforge.cli.inputs import add_force, pairs
from muforge.cli.streams import say
from muforge.errors import ArgumentError, OutputError

EXAMPLES = (
    "muforge gallery --list",
    "muforge gallery light_bosons run_1_groups -o pictures",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="figures; all of them by default")
    parser.add_argument("--list", action="store_true", help="show the figures, and what each can take from outside")
    parser.add_argument("-o", "--output", metavar="FOLDER", default="gallery", help="default: %(default)s")
    parser.add_argument(
        "--format", choices=("pdf", "png", "svg"), default="pdf", help="of figures (default: %(default)s)"
    )
    parser.add_argument(
        "--input", metavar="NAME=FILE", action="append", default=[], help="a table from outside; several times"
    )
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    from muforge.figures.gallery import figure_named, known_figures

    known = known_figures()
    if parsed.list:
        for figure in known.values():
            needs = f" Can take: {', '.join(figure.needs)}." if figure.needs else ""
            print(f"{figure.name:<28}{figure.about} [{figure.source}]{needs}")
        return 0
    chosen = [figure_named(name) for name in parsed.names] or list(known.values())
    inputs = {name: Path(path) for name, path in pairs(parsed.input).items()}
    taken = {name for figure in chosen for name in figure.needs}
    for name, path in inputs.items():
        if name not in taken:
            raise ArgumentError(f"no figure takes the input '{name}'; they take {', '.join(sorted(taken)) or 'none'}")
        if not path.is_file():
            raise ArgumentError(f"--input {name}={path}: there is no such file")
    folder = Path(parsed.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    for number, figure in enumerate(chosen, 1):
        own = {name: path for name, path in inputs.items() if name in figure.needs}
        paths = _write(figure, own, folder, parsed)
        for name in figure.needs.keys() - own.keys():
            say("muforge gallery", f"{figure.name}: without {name}, {figure.needs[name]}")
        print(f"{number}/{len(chosen)} {' '.join(map(str, paths))}", flush=True)
    return 0


def _write(figure: Any, own: dict[str, Path], folder: Path, parsed: argparse.Namespace) -> list[Path]:
    """Make one figure or table and write its files."""
    from muforge.figures.gallery_entry import GalleryTable
    from muforge.figures.style import check_figure, save
    from muforge.scans.output import atomically, check_target

    path = folder / f"{figure.name}.{parsed.format}"
    paths = [path.with_suffix(ending) for ending in (".txt", ".tex")]
    check_figure(path, parsed.force)
    for table in paths:
        check_target(table, parsed.force)
    made = figure.make(own)
    if not isinstance(made, GalleryTable):
        save(made, path, f"muforge gallery {figure.name}")
        return [path]
    for path, text in zip(paths, (made.text(), made.latex()), strict=True):
        with atomically(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return paths
