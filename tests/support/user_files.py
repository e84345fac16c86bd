"""Files of models for tests."""

from __future__ import annotations

from pathlib import Path

PHASES = '''"""A scalar coupled to electrons and muons with different strengths and a phase."""

from sympy import I, exp

from muforge.symbolic.mediators import Angle, BosonMass, Coupling, Scalar, model


@model(references=("made up",))
def two_phases(m_S: BosonMass, y_e: Coupling, y_mu: Coupling, phi: Angle) -> Scalar:
    """A scalar with a real coupling to electrons and a complex one to muons."""
    return Scalar(m_S, electron=y_e, muon=y_mu * exp(I * phi))
'''

CHIRAL = '''from muforge.symbolic.mediators import BosonMass, Chiral, Coupling, Vector, model


@model()
def chiral_muon(m_V: BosonMass, g_L: Coupling, g_R: Coupling) -> Vector:
    """A vector with different couplings to left-handed and right-handed muons."""
    return Vector(m_V, muon=Chiral(g_L, g_R))
'''

LEFT_HANDED = '''from muforge.symbolic.mediators import BosonMass, Chiral, Coupling, Vector, model


@model()
def left_handed(m_V: BosonMass, h: Coupling) -> Vector:
    """A vector that couples to the left-handed doublet of the muon alone."""
    return Vector(m_V, muon=Chiral(h, 0), nu_mu=h)
'''

HEAD = "from muforge.symbolic.mediators import *\nfrom sympy import Symbol\n"

MISTAKES = {
    "syntax error": ("def broken(:\n", 1, "invalid syntax"),
    "undefined name": (HEAD + "@model()\ndef a(m: BosonMass) -> Scalar:\n    return nowhere\n", 5, "nowhere"),
    "undefined symbol": (
        HEAD + "@model()\ndef a(m: BosonMass) -> Scalar:\n    'x'\n    return Scalar(m, muon=Symbol('h'))\n",
        3,
        "neither parameters of the model nor constants",
    ),
    "charge that is no number": (
        HEAD + "@model()\ndef a(m: BosonMass, g: Coupling) -> Vector:\n    return gauge_boson(m, g, {'muon': 'one'})\n",
        5,
        "the charge of muon is 'one'",
    ),
    "coupling with a dimension": (
        HEAD + "@model()\ndef a(m: BosonMass, g: Coupling) -> Scalar:\n    return Scalar(m, muon=g * m)\n",
        3,
        "has unit GeV",
    ),
    "one particle twice": (
        HEAD + "@model()\ndef a(m: BosonMass, g: Coupling) -> Scalar:\n    return Scalar(m, muon=g, muon=g)\n",
        5,
        "keyword argument repeated: muon",
    ),
    "unknown particle": (
        HEAD + "@model()\ndef a(m: BosonMass, g: Coupling) -> Scalar:\n    return Scalar(m, muno=g)\n",
        5,
        "'muno' is none of them",
    ),
    "name that is taken": (
        HEAD + "@model()\ndef kaon(m: BosonMass, g: Coupling) -> Scalar:\n    return Scalar(m, muon=g)\n",
        3,
        "the name 'kaon' is taken",
    ),
    "parameter without annotation": (HEAD + "@model()\ndef a(m, g):\n    return Scalar(m, muon=g)\n", 3, "annotation"),
    "parameter that is an argument": (
        HEAD + "@model()\ndef a(m: BosonMass, E_nu: Coupling) -> Vector:\n    return Vector(m, muon=E_nu)\n",
        3,
        "a parameter is called 'E_nu', as is an argument",
    ),
    "parameter that is a constant": (
        HEAD + "@model()\ndef a(m: BosonMass, alpha: Coupling) -> Vector:\n    return Vector(m, muon=alpha)\n",
        3,
        "a parameter is called 'alpha', as is a constant",
    ),
    "no mediator": (HEAD + "@model()\ndef a(m: BosonMass) -> Scalar:\n    return m\n", 3, "a Vector or a Scalar"),
    "no coupling": (HEAD + "@model()\ndef a(m: BosonMass) -> Scalar:\n    return Scalar(m)\n", 3, "no coupling"),
    "complex coupling of a vector": (
        HEAD + "from sympy import I\n@model()\ndef a(m: BosonMass) -> Vector:\n    return Vector(m, muon=I)\n",
        6,
        "real for a Hermitian Lagrangian",
    ),
    "imaginary coupling of a vector": (
        HEAD + "from sympy import I\n@model()\ndef a(m: BosonMass, g: Coupling) -> Vector:\n"
        "    return Vector(m, muon=I*g)\n",
        6,
        "the coupling to muon is I*g; it is real for a Hermitian Lagrangian",
    ),
    "phase of a chiral coupling": (
        HEAD + "from sympy import I, exp\n@model()\ndef a(m: BosonMass, g: Coupling, phi: Angle) -> Vector:\n"
        "    return Vector(m, muon=Chiral(g*exp(I*phi), g))\n",
        6,
        "it is real for a Hermitian Lagrangian",
    ),
    "parameter that is a setting": (
        HEAD + "@model()\ndef a(m: BosonMass, tolerance: Coupling) -> Scalar:\n    return Scalar(m, muon=tolerance)\n",
        3,
        "a parameter is called 'tolerance', as is a setting of muforge.evaluate or muforge.scan",
    ),
    "no parentheses": (
        HEAD + "@model\ndef a(m: BosonMass) -> Scalar:\n    return Scalar(m, muon=1)\n",
        3,
        "a model is declared with parentheses: @model()",
    ),
    "prints": (HEAD + "print('hello')\n", 3, "prints nothing"),
    "leaves": ("import sys\nsys.exit(3)\n", 2, "SystemExit"),
    "no model": (HEAD, None, "declares no model"),
}
"""What a user gets wrong: the file, the line of the mistake, words of the message."""


def written(folder: Path, text: str, name: str = "my_model.py") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(text)
    return path


WIDTH = '''from muforge.modelling import BosonMass, Coupling, GeV, quantity
{before}

@quantity(unit=GeV, source="made up")
def width(m_X: BosonMass, g: Coupling):
    """A width."""
    return {factor} * g**2 * m_X
'''
"""A quantity of its own, with what stands before it and the factor of its formula."""


def width_file(folder: Path, name: str, factor: object = 1, before: str = "") -> Path:
    """A file that declares a width, in a folder; its family is called like the file."""
    folder.mkdir(exist_ok=True)
    return written(folder, WIDTH.format(factor=factor, before=before), f"{name}.py")
