"""Give the feedback back: under names that Moodle and Canvas import, or as e-mail messages."""
