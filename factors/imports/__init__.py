"""From what a reader gives to rows of a library: checked, held against what is there, shown, written."""
