"""Production of a light boson at electron-positron colliders."""
