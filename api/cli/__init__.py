"""The command line `sangam`: what people type, and the answers that they read."""

from api.cli.app import main

__all__ = ["main"]
