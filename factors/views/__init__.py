"""Pages of factors, libraries and GWP sets; seen by those who may see the agency's work."""
