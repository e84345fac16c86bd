"""What users bring: tables as they are published, numbers with units, labelled arrays, the R ratio of hadrons."""
