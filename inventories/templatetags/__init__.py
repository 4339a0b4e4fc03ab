"""What templates of inventories may say."""
