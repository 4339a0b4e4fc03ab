"""The pure core: study value, calculation, rounding, checks. No Django, no rows, no clock."""
