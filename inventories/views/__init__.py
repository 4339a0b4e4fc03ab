"""Pages of clients, products and studies, by subject."""
