"""Return feedback to students: as files for Moodle or Canvas, or as e-mail messages."""
