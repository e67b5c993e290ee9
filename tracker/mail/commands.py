"""`flask mail …`: sending what is due, looking into the outbox, trying the way out."""

import json
import sys

import click
from flask.cli import AppGroup

from tracker.core import clock
from tracker.core.db import session
from tracker.mail import delivery, queries, trial
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.post import current_post
from tracker.mail.troubles import explain

group = AppGroup("mail", help="Mails on their way out.")
MOST = 10_000


@group.command()
def deliver() -> None:
    """Send the mails that are due now, as the scheduler does."""
    post = current_post()
    done = delivery.deliver(post, most=MOST)
    click.echo(f"{done.sent} sent, {done.later} to be tried again, {done.failed} failed")
    if done.by_hand:
        click.echo(f"{done.by_hand} to be sent by hand, in {post.folder}")
    sys.exit(1 if done.failed else 0)


@group.command("list")
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--state", type=click.Choice([each.value for each in MailState]), help="Only mails in this state.")
@click.option("--most", type=click.IntRange(1, MOST), default=100, show_default=True, help="The newest so many.")
def list_mails(kind: str, state: str | None, most: int) -> None:
    """Show the mails of the outbox, the newest first."""
    rows = list(session.scalars(queries.mails(MailState(state) if state else None).limit(most)))
    if kind == "json":
        click.echo(json.dumps([_data(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        trouble = f"  {explain(row.trouble).en}" if row.trouble else ""
        click.echo(f"{row.id:>6}  {row.state:<9} {row.to_address}  {row.subject}{trouble}")


@group.command()
@click.argument("address")
@click.option("--language", type=click.Choice(["lo", "en"]), default="en", show_default=True)
def test(address: str, language: str) -> None:
    """Send a test mail to ADDRESS at once and say what the server did with it."""
    post = current_post()
    if post.server is None:
        raise click.ClickException(f"TRACKER_SMTP_URL is not set, so mails become files in {post.folder}")
    outcome = trial.send(post, post.server, address, "lo" if language == "lo" else "en", at=clock.now())
    if outcome.trouble is not None:
        said = f"\n{outcome.server} said: {outcome.reply}" if outcome.reply else ""
        raise click.ClickException(f"{explain(outcome.trouble).en}{said}")
    click.echo(f"{outcome.server} has taken the mail for {address}.")


def _data(row: OutgoingMail) -> dict[str, object]:
    return {
        "id": row.id,
        "key": row.key,
        "state": row.state,
        "to": row.to_address,
        "language": row.language,
        "subject": row.subject,
        "message_id": row.message_id,
        "created_at": row.created_at.isoformat(),
        "attempts": row.attempts,
        "next_try_at": row.next_try_at.isoformat() if row.state == MailState.WAITING else None,
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "trouble": row.trouble or None,
        "last_error": row.last_error or None,
    }
