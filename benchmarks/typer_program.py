"""The program that the others are measured against: Typer, two commands, one printed line."""

import typer

app = typer.Typer()


@app.command()
def hello() -> None:
    """Say hello."""
    typer.echo("Hello, nothing needs you today.")


@app.command()
def bye() -> None:
    """Say goodbye."""
    typer.echo("Goodbye.")


if __name__ == "__main__":
    app()
