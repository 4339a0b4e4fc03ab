"""The demonstration agency: three studies in different states, made by the same services as everything else."""
