"""The framework of checks: cases, comparison, recognition of mistakes, outcomes, reports."""
