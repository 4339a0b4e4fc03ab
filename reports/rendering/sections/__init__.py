"""The sections of the report: functions from the facts to blocks, one module for each chapter."""
