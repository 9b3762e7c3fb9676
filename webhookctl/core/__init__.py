"""Pure thinking: values and functions that read no clock, draw no random number, touch no file."""
