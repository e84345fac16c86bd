"""From programs to libraries: compiler, cache, regeneration, users' files."""
