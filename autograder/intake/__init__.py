"""Read the archive of a whole class from a learning management system.

`canvas`, `moodle` and `plain` find out from the names in an archive which student each file belongs
to; `archive` opens it within limits, and `placing` stores the files in ``submitted/``. Students are
identified by the names that the system gave, never by names that a student chose.
"""
