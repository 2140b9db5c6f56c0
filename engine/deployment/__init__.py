"""How a bundle of diagrams, decisions and forms is checked and stored: all findings at once, all or nothing."""
