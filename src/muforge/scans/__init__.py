"""A quantity on a grid: blocks, axes, labelled results, files."""
