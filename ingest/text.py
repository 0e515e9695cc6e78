"""Temporary."""
from graph.text import fold, slug

__all__ = ["fold", "slug"]
