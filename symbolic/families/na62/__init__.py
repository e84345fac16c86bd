"""The reach of NA62 for a boson in K -> mu nu X, invisible or decaying to muons."""
