"""How a formula becomes C: expression -> small flat IR -> passes -> C and Cython glue."""
