"""How factors are written on pages."""
