"""The data of nature: units, constants, leptons, nuclei, form factors, U(1) groups.  Imports nothing of ours."""
