"""Pages for people: rendered on the server, in English and Malayalam, with nothing from elsewhere."""
