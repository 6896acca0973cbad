"""The repository, a class and an assignment: where files are, and the settings."""
