"""Pages of reports: reading, content, signing, files, register, certificates."""
