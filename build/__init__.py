"""With what muforge is built: files, compilers, instruction sets, provenance."""
