"""Published numbers and their source: units, libraries, factors, characterisation (GWP) sets."""
