"""Measurements on invented data; nothing of the application imports them."""
