"""The capture server: the public door, which only captures."""
