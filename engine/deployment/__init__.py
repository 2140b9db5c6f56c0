"""How a bundle of diagrams and forms is checked and stored: all findings at once, all or nothing (design.md 2)."""
