"""The jobs of the program: they join the rooms, and never print."""
