"""Which texts a variable can hold, and what is written that compares it with another."""
