"""The program that `meet hold` is measured against: Typer, one command, SQLModel imported and nothing done with it."""

import sqlmodel
import typer

app = typer.Typer()


@app.command()
def hello() -> None:
    """Say hello."""
    typer.echo(f"Hello from SQLModel {sqlmodel.__version__}.")


@app.command()
def bye() -> None:
    """Say goodbye."""
    typer.echo("Goodbye.")


if __name__ == "__main__":
    app()
