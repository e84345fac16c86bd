"""The anomalous magnetic moment of the muon."""
