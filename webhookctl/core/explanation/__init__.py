"""The questions that are put to a signature that does not fit, by what they are about."""
