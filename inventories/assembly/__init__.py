"""From rows to the parts of the study value; the door is ``inventories.assemble``."""
