"""From the study value to rows; the door is ``inventories.unfold``."""
