"""How a program is computed: order of operations, rules of integrals, tables."""
