"""A light boson radiated by a muon that scatters off a nucleus, mu N -> mu N X."""
