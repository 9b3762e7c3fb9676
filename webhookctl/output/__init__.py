"""What a person or a script sees: the only room that makes consoles."""
