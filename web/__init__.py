"""Pages for people: what runs here, the diagrams, the interface's own page."""
