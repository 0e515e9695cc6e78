"""Fine-tunes the text encoder on documented work, and writes it as a folder that needs no torch to use."""
