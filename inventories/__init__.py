"""What a product is made of: companies, products, studies, functional units, stages, inventory lines."""
