"""`invigilate`: one command for each thing that whoever runs a server does."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from invigilate.cli import (
    backing_up,
    checking,
    crowding,
    demonstrating,
    erasing,
    importing,
    reporting,
    restoring,
    serving,
    staffing,
    verifying,
)
from invigilate.cli.saying import refused
from invigilate.errors import NotValid

app = typer.Typer(
    help="A self-hosted, real-time exam invigilation server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
person = typer.Typer(help="The staff: who may sign in.", no_args_is_help=True)
app.add_typer(person, name="person")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port to listen on.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    database_url: Annotated[str | None, typer.Option(help="sqlite:///… or postgresql://…")] = None,
    redis_url: Annotated[str | None, typer.Option(help="redis://…; empty: no bus.")] = None,
    public_url: Annotated[str | None, typer.Option(help="How browsers reach the server.")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file.")] = None,
    data_folder: Annotated[Path | None, typer.Option(help="SQLite file and secret.")] = None,
    plain_http: Annotated[
        bool | None, typer.Option(help="Allow unencrypted HTTP beyond this machine.")
    ] = None,
) -> None:
    """Serve until told to stop. Flags win over INVIGILATE_… variables."""
    given = {name: value for name, value in locals().items() if value is not None}
    with refused():
        serving.serve(given)


@app.command()
def migrate() -> None:
    """Bring the database to the tables that this version expects."""
    with refused():
        asyncio.run(serving.migrate_database())


@app.command()
def check() -> None:
    """Say what is wrong with this installation; exits 1 where something is."""
    with refused():
        raise typer.Exit(0 if asyncio.run(checking.check()) else 1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; with --every a folder.")],
    every: Annotated[
        float | None, typer.Option(help="Seconds: copy a SQLite file again and again.", min=1)
    ] = None,
    keep: Annotated[int, typer.Option(help="Copies kept with --every.", min=1)] = 30,
    with_secret: Annotated[
        bool, typer.Option(help="The server secret too, under INVIGILATE_PASSPHRASE.")
    ] = False,
) -> None:
    """Write the whole database to one file, while the server runs."""
    with refused():
        if every is None:
            asyncio.run(backing_up.backup(file, with_secret))
        else:
            asyncio.run(backing_up.copy_every(file, every, keep))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, or a copy of a SQLite file.")],
) -> None:
    """Bring a backup into an empty database of either kind; exits 1 where a room is not whole."""
    with refused():
        raise typer.Exit(0 if asyncio.run(restoring.restore(file)) else 1)


@app.command()
def verify(
    report: Annotated[
        Path | None, typer.Option(help="Hold this signed report against its signature instead.")
    ] = None,
    key: Annotated[str, typer.Option(help="With --report: whose it is; else this server's.")] = "",
) -> None:
    """Hold every room's record against its chain and its seals; exits 1 where one is not whole."""
    with refused():
        if report is not None:
            raise typer.Exit(0 if asyncio.run(reporting.verify_report(report, key)) else 1)
        if key:
            raise NotValid("report", "--key says whose a report is: name its file with --report.")
        raise typer.Exit(0 if asyncio.run(verifying.verify()) else 1)


@app.command()
def report(
    session: Annotated[
        str, typer.Argument(help="The session, by its id or its code.", show_default=False)
    ] = "",
    output: Annotated[
        Path | None, typer.Option(help="The file to make; report-SESSION.json by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    key: Annotated[
        bool, typer.Option("--key", help="Print the public key of this server's reports instead.")
    ] = False,
) -> None:
    """Write the signed report of a sitting to one file, while the server runs."""
    with refused():
        if key:
            reporting.print_key()
        elif session:
            asyncio.run(reporting.report(session, output, force))
        else:
            raise NotValid("session", "Name a session by its id or its code, or say --key.")


@app.command()
def erase(
    session: Annotated[str, typer.Argument(help="The closed session, by its id.")],
    student: Annotated[str, typer.Argument(help="Candidate number, or the id of the seat.")],
    reason: Annotated[str, typer.Option(help="Why, for the audit; without the person's name.")],
) -> None:
    """Take a student out of a closed session for good, while no server runs."""
    with refused():
        asyncio.run(erasing.erase(session, student, reason))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="QTI package or item, GIFT, or our JSON.")],
    bank: Annotated[str, typer.Option(help="Title of the bank; made where it is missing.")],
    organisation: Annotated[str, typer.Option(help="Its name, where there are several.")] = "",
    publish: Annotated[bool, typer.Option(help="Publish the assessment that it makes.")] = False,
) -> None:
    """Take a file's items into a bank and say what became of each."""
    with refused():
        asyncio.run(importing.import_file(file, bank, organisation, publish))


@person.command("add")
def add_person(
    name: Annotated[str, typer.Argument(help="Name to sign in with.")],
    role: Annotated[list[str], typer.Option(help="office or proctor; may be given twice.")],
    organisation: Annotated[
        str, typer.Option(help="The school; made with its first person where it is missing.")
    ] = "",
    shown: Annotated[str, typer.Option(help="Name to show; the sign-in name by default.")] = "",
) -> None:
    """Add someone to the staff; the password is read from INVIGILATE_PASSWORD or made and shown."""
    with refused():
        asyncio.run(staffing.add(name, role, organisation, shown or name))


@app.command()
def crowd(
    url: Annotated[str, typer.Argument(help="Where the server is.")],
    code: Annotated[str, typer.Option(help="The session's 4-digit code.")],
    staff: Annotated[str, typer.Option(help="A proctor of the session, by sign-in name.")],
    guests: Annotated[bool, typer.Option(help="Join as guests.")] = False,
    roster: Annotated[Path | None, typer.Option(help="Join as this file's students.")] = None,
    students: Annotated[int, typer.Option(help="How many.")] = 30,
    proctors: Annotated[int, typer.Option(help="How many boards; the first one steers.")] = 1,
    minutes: Annotated[float, typer.Option(help="How long the sitting is.")] = 3,
    seed: Annotated[int, typer.Option(help="Of everything that is left to chance.")] = 1,
    report: Annotated[Path | None, typer.Option(help="Where to write the report, as JSON.")] = None,
    trust: Annotated[Path | None, typer.Option(help="PEM of the server's authority.")] = None,
    demo: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Sit an exam with synthetic students and proctors, and prove that nothing was lost.

    The proctor's password is read from INVIGILATE_PASSWORD. Exits 1 if anything was lost or out of
    order, or if nothing was tried.
    """
    with refused():
        plan = crowding.planned(
            url, code, staff, guests, roster, students, proctors, minutes, seed, trust, demo
        )
        raise typer.Exit(crowding.run(plan, report))


@app.command()
def demo(
    students: Annotated[int, typer.Option(help="Synthetic students to add at once.")] = 0,
    minutes: Annotated[float, typer.Option(help="Minutes of the sitting.")] = 45,
    exit: Annotated[bool, typer.Option("--exit", help="End when the sitting is over.")] = False,
    report: Annotated[Path | None, typer.Option(help="Where the crowd's report goes.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
    lan: Annotated[bool, typer.Option(help="Serve the hall's network, over TLS.")] = False,
    port: Annotated[int | None, typer.Option(help="First port to try, 8000 by default.")] = None,
    data: Annotated[Path, typer.Option(help="Folder of the demo's data.")] = Path("data/demo"),
) -> None:
    """Run the product with a demo organisation, a paper and a session, on this machine.

    Where it runs already in this folder, show where, and start no other one.
    """
    wanted = demonstrating.Wanted(students, minutes, exit, report, json, lan, port, data)
    with refused():
        raise typer.Exit(asyncio.run(demonstrating.demonstrate(wanted)))
