"""Make and prove assignments: release, validation, mutants, calibration."""
