"""One instance in memory: its tokens, its variables, and the loop that moves it from one wait to the next."""
