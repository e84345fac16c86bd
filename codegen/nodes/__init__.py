"""What the code generator does with a node, one file each: translation, 50-digit arithmetic, product rules.

Every file registers the rules of its node with `translator.translation`, `exactly.evaluation` and `arrays.over_arrays`;
importing this package imports them all, so that a new file is found by itself.  A node that is short for other
expressions (`written.longhand`) needs none.
"""

from importlib import import_module
from pkgutil import iter_modules

for _found in iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")
