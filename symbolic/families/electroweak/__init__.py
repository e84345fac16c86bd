"""New particles with electroweak charges that give the muon its anomalous magnetic moment."""
