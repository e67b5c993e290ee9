"""What can keep a mail from going out, and the words for it; knows nothing of how it is found out."""

from enum import StrEnum

from tracker.core.bilingual import Bilingual


class Trouble(StrEnum):
    """What went wrong with one try."""

    NO_SUCH_HOST = "no_such_host"
    NO_CONNECTION = "no_connection"
    NO_ANSWER = "no_answer"
    LINE_LOST = "line_lost"
    NO_TLS = "no_tls"
    BAD_CERTIFICATE = "bad_certificate"
    TLS_FAILED = "tls_failed"
    NO_SIGN_IN = "no_sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SERVER_BUSY = "server_busy"
    SENDER_REFUSED = "sender_refused"
    RECEIVER_REFUSED = "receiver_refused"
    MAIL_REFUSED = "mail_refused"
    BAD_ADDRESS = "bad_address"
    LINK_MISSING = "link_missing"
    FILE_MISSING = "file_missing"
    NO_ROOM = "no_room"
    BROKEN = "broken"
    REPLACED = "replaced"


class NotSent(Exception):
    """A mail did not go out. `reply` is what the server or the system said."""

    def __init__(self, trouble: Trouble, reply: str = "") -> None:
        super().__init__(f"{trouble}: {reply}")
        self.trouble = trouble
        self.reply = " ".join(reply.split())[:1000]


class PassingTrouble(NotSent):
    """May pass by itself, so the same mail is tried again. `of_server`: it would be the same for any other mail now."""

    def __init__(self, trouble: Trouble, reply: str = "", *, of_server: bool = True) -> None:
        super().__init__(trouble, reply)
        self.of_server = of_server


class LastingTrouble(NotSent):
    """Will be the same at every try."""


def explain(trouble: str) -> Bilingual:
    """What happened and what to do, in words."""
    known = _of_server() | _of_mail()
    return known.get(trouble, Bilingual.said("The tracker could not make the mail; the reason is in its log."))


def _of_server() -> dict[str, Bilingual]:
    return {
        Trouble.NO_SUCH_HOST: Bilingual.said(
            "There is no mail server of this name, or no line to the internet. Check the name in TRACKER_SMTP_URL."
        ),
        Trouble.NO_CONNECTION: Bilingual.said(
            "The mail server can't be reached. Check host and port in TRACKER_SMTP_URL; a firewall may be between."
        ),
        Trouble.NO_ANSWER: Bilingual.said(
            "The mail server did not answer in time. With port 465 the address must begin with smtps://."
        ),
        Trouble.LINE_LOST: Bilingual.said("The line to the mail server broke off."),
        Trouble.NO_TLS: Bilingual.said(
            "The mail server offers no encryption, so nothing was sent. If you trust the line, add ?tls=none "
            "to TRACKER_SMTP_URL."
        ),
        Trouble.BAD_CERTIFICATE: Bilingual.said(
            "The mail server's certificate is not trusted. Write the host as the certificate names it; for one of "
            "your own add ?certificates=FILE to TRACKER_SMTP_URL."
        ),
        Trouble.TLS_FAILED: Bilingual.said(
            "Encryption could not be agreed with the mail server. Port 465 needs smtps://, port 587 needs smtp://."
        ),
        Trouble.NO_SIGN_IN: Bilingual.said(
            "The mail server takes no user name and password here. Leave them out of TRACKER_SMTP_URL, or use "
            "another port."
        ),
        Trouble.SIGN_IN_REFUSED: Bilingual.said(
            "The mail server did not accept the user name and password of TRACKER_SMTP_URL, or they are missing "
            "there. Some providers want a password made for programs."
        ),
    }


def _of_mail() -> dict[str, Bilingual]:
    return {
        Trouble.SERVER_BUSY: Bilingual.said("The mail server can't take the mail now; it will be tried again."),
        Trouble.SENDER_REFUSED: Bilingual.said(
            "The mail server does not take mails from this sender. Set TRACKER_MAIL_FROM to an address that may "
            "send there."
        ),
        Trouble.RECEIVER_REFUSED: Bilingual.said(
            "The mail server does not take mails for this address. Check the address."
        ),
        Trouble.MAIL_REFUSED: Bilingual.said("The mail server refused the mail."),
        Trouble.BAD_ADDRESS: Bilingual.said("This is no address that a mail can be sent to. Check the address."),
        Trouble.LINK_MISSING: Bilingual.said("A link in the mail is no longer valid. Have a new mail made."),
        Trouble.FILE_MISSING: Bilingual.said("A file that goes with the mail can't be read."),
        Trouble.NO_ROOM: Bilingual.said("The mail could not be written into the data folder."),
        Trouble.REPLACED: Bilingual.said("A later mail to the same reader says what this one was to say."),
    }
