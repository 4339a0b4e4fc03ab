"""Forms of clients, products and studies."""
