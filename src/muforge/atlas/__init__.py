"""Planes of coupling against mass: what is excluded, what explains g-2, what experiments will reach.

>>> import muforge
>>> plane = muforge.plane("tridents", points=4)  # doctest: +SKIP
>>> plane.draw()  # doctest: +SKIP
"""
