"""Take in what a learning management system hands out for a whole class.

Each of `canvas`, `moodle` and `plain` reads the names in an archive and says whose each file is;
`archive` opens it within bounds, and `placing` puts the files where grading looks for them. Who
somebody is follows from the name that the system gave, never from anything that a student named.
"""
