"""What was said, frozen: report, sections, team, schedule, workflow, signing, register."""
