"""Commands of the factor libraries."""
