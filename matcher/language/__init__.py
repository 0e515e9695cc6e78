"""Queries in Malayalam, Hindi and their spellings in Latin letters, read as English words of the trades."""
