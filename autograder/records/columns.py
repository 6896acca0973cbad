"""Recognise the columns of a list of students, from several systems and languages."""

import re
from collections.abc import Mapping

from autograder.files.tables import Table

__all__ = ["ColumnError", "is_canvas", "recognised_columns"]

# Canvas's "ID" is its own number, not the name of a student's folder.
CANVAS = {"student", "id", "section"}
CANVAS_COLUMNS = {
    "id": ("sis login id", "sis user id", "id"),
    "name": ("student",),
    "lms_id": ("id",),
    "sis_user_id": ("sis user id",),
    "sis_login_id": ("sis login id",),
    "section": ("section",),
    "email": ("email",),
}
# A student's number, as registrars call it.
NUMBERS = (
    *("student number", "matriculation number", "matrikelnummer", "matrikel nr"),
    *("numéro d'étudiant", "matricola", "studentnummer"),
)
# English, then Moodle's German, French, Spanish, Italian, Dutch and Portuguese.
COLUMNS = {
    "id": (
        *("id", "student id", "username", "user name", "login", "anmeldename", "benutzername"),
        *("nom d'utilisateur", "nombre de usuario", "nome utente", "gebruikersnaam"),
        *("nome de usuário", "id number", "id nummer", "numéro d'identification", "número de id"),
        *("codice identificativo", "número de identificação", *NUMBERS),
        *("email address", "e mail adresse"),
        *("adresse de courriel", "dirección de correo", "indirizzo email", "e mailadres"),
    ),
    "first_name": (
        *("first name", "firstname", "given name", "forename", "vorname", "prénom", "nombre"),
        *("nome", "voornaam"),
    ),
    "last_name": (
        *("last name", "lastname", "surname", "family name", "nachname", "nom de famille"),
        *("apellido(s)", "apellidos", "cognome", "achternaam", "sobrenome"),
    ),
    "name": ("name", "full name", "student", "vollständiger name", "nom complet"),
    "email": (
        *("email", "email address", "e mail", "mail", "e mail adresse", "adresse de courriel"),
        *("dirección de correo", "indirizzo email", "e mailadres", "endereço de email"),
    ),
    "id_number": (
        *("id number", "id nummer", "numéro d'identification", "número de id"),
        *("codice identificativo", "número de identificação", *NUMBERS),
    ),
    "lms_id": ("lms id",),
    "sis_user_id": ("sis user id",),
    "sis_login_id": ("sis login id",),
    "section": ("section", "group", "groups", "gruppen", "groupes", "grupos", "gruppi", "groepen"),
}


class ColumnError(ValueError):
    """A required column is missing or appears twice; the message says which."""


def is_canvas(table: Table) -> bool:
    """Return whether a table was exported by Canvas."""
    return {_normal(name) for name in table.header} >= CANVAS


def recognised_columns(table: Table, id_column: str | None) -> Mapping[str, str]:
    """Return, for each field of a `Person`, the name of its column in the file.

    Raises
    ------
    ColumnError
        If no column names the students' folders, or a column that is needed appears twice.
    """
    names = {_normal(name): name for name in table.header}
    known = CANVAS_COLUMNS if is_canvas(table) else COLUMNS
    found = {
        field: names[name]
        for field, synonyms in known.items()
        for name in reversed(synonyms)
        if name in names
    }
    if id_column is not None:
        if _normal(id_column) not in names:
            raise ColumnError(f"no column {id_column!r}, only {', '.join(table.header)}.")
        found["id"] = names[_normal(id_column)]
    if "id" not in found:
        raise ColumnError(
            "no column is known to hold the names of the students' folders. The columns are "
            f"{', '.join(table.header)}; choose one with --id."
        )
    if doubled := sorted(table.doubled.intersection(found.values())):
        raise ColumnError(f"the column {doubled[0]!r} appears twice.")
    return found


def _normal(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.replace("’", "'")).strip().casefold()
