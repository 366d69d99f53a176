"""Libraries that read for their callers."""

import click
import environ
import typer
from decouple import config
from environs import Env
from starlette.config import Config

# idiom: `environs`
env = Env()
env.read_env()
env("ENVIRONS_A")  # reads: ENVIRONS_A
env.str("ENVIRONS_B")  # reads: ENVIRONS_B
env.int("ENVIRONS_C", 3)  # reads: ENVIRONS_C?
env.bool("ENVIRONS_D", default=False)  # reads: ENVIRONS_D?
env.list("ENVIRONS_E", default=None)  # reads: ENVIRONS_E?
with env.prefixed("WITH_"):
    env.str("A")  # reads: WITH_A
    with env.prefixed("IN_"):
        env.str("B", default="x")  # reads: WITH_IN_B?

# idiom: `django-environ`
django = environ.Env(DEBUG=(bool, False))
django("DJANGO_A")  # reads: DJANGO_A
django.db("DJANGO_B")  # reads: DJANGO_B
django("DJANGO_C", default="x")  # reads: DJANGO_C?

# idiom: `decouple`
config("DECOUPLE_A")  # reads: DECOUPLE_A
config("DECOUPLE_B", default="x")  # reads: DECOUPLE_B?
config("DECOUPLE_C", cast=int)  # reads: DECOUPLE_C

# idiom: `starlette.config`
starlette = Config(".env")
starlette("STARLETTE_A")  # reads: STARLETTE_A
starlette("STARLETTE_B", cast=bool, default=False)  # reads: STARLETTE_B?


# idiom: `envvar=` of click and typer
@click.command()
@click.option("--token", envvar="CLICK_A")  # reads: CLICK_A?
@click.option("--url", envvar=["CLICK_B", "CLICK_C"], default="x")  # reads: CLICK_B?, CLICK_C?
def main(token, url):
    pass


def other(name: str = typer.Option(..., envvar="TYPER_A")):  # reads: TYPER_A?
    pass
