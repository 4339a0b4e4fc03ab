"""Who may do what, and who did what: agencies, people, roles, permissions, audit. Every other app stands on it."""
