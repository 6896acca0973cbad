"""E-mail messages as files to be sent by a mail program; nothing is sent from here."""

from email.message import EmailMessage
from email.policy import SMTP

from autograder.delivery.pages import Page

__all__ = ["message"]


def message(page: Page, title: str, sender: str) -> bytes:
    """Return the message to one student: the text, and the page as an attachment."""
    mail = EmailMessage(policy=SMTP)
    mail["To"] = page.standing.person.email
    if sender:
        mail["From"] = sender
    mail["Subject"] = f"Feedback: {title}"
    mail["X-Unsent"] = "1"  # Outlook opens it as a draft
    mail.set_content(page.text.read_text("utf-8"))
    mail.add_attachment(page.html.read_text("utf-8"), subtype="html", filename=page.html.name)
    return mail.as_bytes()
